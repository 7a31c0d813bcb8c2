import Foundation
import History
import Session
import Testing
import Text

/// Everything in a history can come from somebody else: the names of programs and profiles, and, if the ledger was
/// changed, all of a row.
@Suite("The report and hostile texts")
struct HostileReportTests {
    static let texts = [
        "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onload='alert(1)", "</style><b>",
        "&lt;&amp;", "--><!-- ", "]]>", "a\u{202E}txt.exe", "\u{2066}\u{200F}x", "\u{1B}[31mred\u{7}",
        "\u{0}\n\r\t\u{7F}\u{85}",
        "\"\u{301} onload=x <\u{338}script>", "\u{E0041}tag", "שלום", "", " ", "{}", "url(https://example.com)",
        String(repeating: "W", count: 100_000), String(repeating: "\u{301}", count: 5_000),
    ]

    private func page(_ text: String) -> Page {
        var page = Page()
        let actor = Actor(
            uid: 1000, user: text, pid: 1, process: text, tty: text, sshClient: text.isEmpty ? nil : text + "\u{301}1",
            agent: nil)
        let detail: [JSONName: JSONValue] = [
            "agent": .string(text), "error": .string(text), "login": .string(text), "intake": .string("relay"),
        ]
        for kind in AuditEvent.Kind.allCases.map(\.rawValue) + [text] {
            for outcome in ["ok", "failed", text] {
                page.add(
                    time: "2026-11-24T13:05:00Z", kind: kind, outcome: outcome, host: text, profile: text,
                    session: text, actor: actor, detail: detail)
            }
        }
        let checkpoint = VerifiedHistory.Checkpoint(size: 1, root: text)
        page.add(VerifiedHistory(host: text, .intact(events: 1, lastHash: text), checkpoint: checkpoint))
        page.add(VerifiedHistory(host: "other", .problem(text)))
        return page
    }

    @Test(arguments: texts)
    func `no text becomes markup`(_ text: String) {
        let html = page(text).html
        let harmless = page("x").html
        // A name without letters has a word instead.
        if !text.trimmingCharacters(in: .whitespaces).isEmpty {
            for scalar: Unicode.Scalar in ["<", ">", "\""] {
                let (count, expected) = (html.count(of: scalar), harmless.count(of: scalar))
                #expect(count == expected, "\(scalar)")
            }
        }
        #expect(!html.contains("<script") && !html.contains("<img") && !html.contains("onload=x <"))
    }

    @Test func `the name of an identity becomes no markup either`() {
        var page = Page()
        page.add(.signedIn, session: "arn:aws:sts::123456789012:assumed-role/<script>/\"'&<b>")
        #expect(page.html.contains("<bdi>&lt;script&gt;/<wbr>&quot;&#39;&amp;&lt;b&gt;</bdi>"))
    }

    @Test(arguments: texts)
    func `no text is obeyed by a browser or an editor`(_ text: String) {
        let lines = page(text).html.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.allSatisfy { $0.unicodeScalars.allSatisfy { String($0).shown.unicodeScalars.count == 1 } })
    }

    @Test func `long texts are cut`() {
        var page = Page()
        for number in 0..<1_000 { page.vend("\(number)" + String(repeating: "W", count: 100_000)) }
        #expect(page.html.utf8.count < 100_000)
    }

    @Test func `a detail that is no object is no problem`() {
        var report = HistoryReport(.init(since: nil, until: Page.until), utcOffset: { _ in 0 })
        report.add(
            AuditRecord(
                seq: .max, time: "2026-11-24T13:05:00Z", kind: "vended", outcome: "ok", profile: nil, session: nil,
                account: nil, actor: Actor(uid: .min, user: nil, pid: .max, process: nil, tty: nil, sshClient: nil),
                detail: .array([.null]), previousHash: "", hash: ""), host: nil)
        #expect(report.html.contains("unknown"))
    }

    @Test func `the page loads nothing and runs nothing`() {
        var page = Page()
        page.vend()
        let html = page.html
        #expect(
            html.contains(
                "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
            ))
        for text in ["<script", "<link", "<img", "url(", "@import", "http://", "https://", "src=", "onclick"] {
            #expect(!html.contains(text), "\(text)")
        }
    }

    @Test func `each element that is opened is closed`() {
        var page = page("x")
        page.vend(count: 40)
        var open: [Substring] = []
        for match in page.html.matches(of: /<(\/?)([a-z0-9]+)[^>]*?(\/?)>/) {
            let (isEnd, name, isEmpty) = (!match.1.isEmpty, match.2, !match.3.isEmpty)
            if isEmpty || ["meta", "br", "wbr"].contains(name) { continue }
            if isEnd { #expect(open.popLast() == name) } else { open.append(name) }
        }
        #expect(open.isEmpty)
    }
}

extension String {
    fileprivate func count(of scalar: Unicode.Scalar) -> Int { unicodeScalars.count { $0 == scalar } }
}
