import History
import Testing
import Text

@Suite("rows as messages of RFC 5424")
struct SyslogMessageTests {
    private func text(_ row: HistoryRow, host: String = "web1", enterprise: Int? = nil) throws -> String {
        let event = LogEvent(row, from: try LogRows.source(host: host))
        return String(decoding: SyslogMessage(event, enterprise: enterprise).bytes, as: UTF8.self)
    }

    @Test func `a row is one message with its exact bytes at the end`() throws {
        let row = LogRows.row()
        #expect(
            try text(row)
                == "<86>1 2026-11-28T09:14:02.117Z web1 farsign farsign/4f1d2c3b5a69788796a5b4c3d2e1f001/alice vended "
                + #"[origin software="farsign" swVersion="0.2.0"][meta sequenceId="7"] "#
                + String(decoding: row.canonical, as: UTF8.self))
    }

    @Test func `an enterprise number brings the facts as structured data`() throws {
        let element =
            #"[farsign@32473 origin="farsign/4f1d2c3b5a69788796a5b4c3d2e1f001/alice" seq="7" hash=""#
            + String(repeating: "a", count: 64)
            + #"" kind="vended" outcome="ok" profile="dev" session="arn:aws:iam::123456789012:user/Alice" "#
            + #"account="123456789012" user="alice" process="aws"] {"#
        #expect(try text(LogRows.row(), enterprise: 32473).contains(element))
    }

    @Test func `a fact that is not known has no parameter`() throws {
        let message = try text(LogRows.row("reply-received", profile: nil, session: nil, process: nil), enterprise: 1)
        for name in ["profile", "session", "account", "process"] { #expect(!message.contains(" \(name)=")) }
    }

    @Test(
        arguments: [
            (#"a"b"#, #"a\"b"#), (#"a\b"#, #"a\\b"#), ("a]b", #"a\]b"#), ("a[b", "a[b"), ("", ""), ("é☃😀", "é☃😀"),
            ("a\nb", #"a\\nb"#), ("\u{0}\u{1B}[31m\u{7F}", #"\\u{0}\\u{1b}[31m\\u{7f}"#), ("a=b c", "a=b c"),
            (#"\""#, #"\\\""#),
        ])
    func `a parameter's value is escaped, and has no control characters`(_ value: String, _ escaped: String) throws {
        #expect(try text(LogRows.row(process: value), enterprise: 1).contains(" process=\"\(escaped)\"]"))
    }

    @Test(arguments: ["", "two words", "wéb", "a\nb", String(repeating: "a", count: 256)])
    func `a host name that the header cannot have is left out`(_ name: String) throws {
        #expect(try text(LogRows.row(), host: name).hasPrefix("<86>1 2026-11-28T09:14:02.117Z - farsign "))
    }

    @Test(arguments: [
        "", "now", "2026-11-28T09:14:60.000Z", "2026-11-28T09:14:02Z", "2026-11-28 09:14:02.117Z", "\u{301}",
    ])
    func `a time that no row of farsign has is left out`(_ time: String) throws {
        #expect(try text(LogRows.row(time: time)).hasPrefix("<86>1 - web1 farsign "))
    }

    @Test(
        arguments: [
            ("vended", "ok", nil, 86), ("signed-in", "ok", nil, 86), ("refresh-failed", "failed", nil, 85),
            ("exchange-failed", "failed", "code-expired", 84), ("reply-refused", "failed", "state-mismatch", 83),
            ("relay-refused", "ok", nil, 83), ("ledger-set-aside", "ok", nil, 83),
            ("kind-of-a-later-version", "ok", nil, 86),
        ] as [(String, String, String?, Int)])
    func `the priority is authpriv, and as high as the event is severe`(
        _ kind: String, _ outcome: String, _ error: String?, _ priority: Int
    ) throws {
        #expect(try text(LogRows.row(kind, outcome, error: error)).hasPrefix("<\(priority)>1 "))
    }

    @Test(arguments: [(2_147_483_647, 2_147_483_647), (2_147_483_648, 1)])
    func `the number of a message begins anew where the RFC says so`(_ seq: Int, _ number: Int) throws {
        #expect(try text(LogRows.row(seq: seq)).contains(#"[meta sequenceId="\#(number)"]"#))
    }

    /// The grammar of section 6, as far as it does not depend on the content.
    @Test(arguments: [nil, 32473])
    func `a row of each kind has the form of the RFC`(_ enterprise: Int?) throws {
        let parameter = #/ [!#-<>-Z\\^-~]{1,32}="(?:[^"\\\]]|\\["\\\]])*"/#
        let header =
            #/<(\d{1,3})>1 (-|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{1,6}Z) [!-~]{1,255} [!-~]{1,48} [!-~]{1,128} [!-~]{1,32} /#
        let rows = try LogRows.all()
        #expect(rows.count > 20)
        for row in rows {
            let message = try text(row, enterprise: enterprise)
            var rest = try #require(message.prefixMatch(of: header)).range.upperBound
            while message[rest] == "[" {
                rest = try #require(message[rest...].prefixMatch(of: #/\[[!#-<>-Z\\^-~]{1,32}/#)).range.upperBound
                while let found = message[rest...].prefixMatch(of: parameter) { rest = found.range.upperBound }
                #expect(message[rest] == "]")
                rest = message.index(after: rest)
            }
            #expect(message[rest] == " ")
            #expect(Array(message[rest...].utf8.dropFirst()) == row.canonical)
        }
    }

    @Test func `a checkpoint is a message of its own, on one line`() throws {
        let note = SignedNote(
            text: "farsign/x/alice\n7\nabc=\n",
            signatures: [.init(name: "farsign/x/alice", bytes: Array(repeating: 0, count: 5))])
        let event = LogEvent(note, after: LogRows.row(), from: try LogRows.source())
        let message = String(decoding: SyslogMessage(event, enterprise: nil).bytes, as: UTF8.self)
        let end = try #require(message.firstRange(of: " checkpoint [origin software=\"farsign\" swVersion=\"0.2.0\"] "))
        let json = try JSONValue(parsing: Array(message[end.upperBound...].utf8))

        #expect(message.hasPrefix("<86>1 2026-11-28T09:14:02.117Z web1 farsign "))
        #expect(!message.contains("\n"))
        #expect(json["checkpoint"]?.text == note.encoded)
    }

    @Test func `a message is refused as soon as its receivers would cut it off`() throws {
        let event = LogEvent(LogRows.row(), from: try LogRows.source())
        let size = SyslogMessage(event, enterprise: nil).bytes.count
        let destination = LogDestination(.syslog, path: "/dev/log")

        #expect(try LogFormat(for: destination, enterprise: nil, limit: size).message(event).count == size)
        let error = #expect(throws: LogSocketError.self) {
            try LogFormat(for: destination, enterprise: nil, limit: size - 1).message(event)
        }
        #expect(error?.code == .messageTooLarge)
        #expect(error?.summary.contains("event 7 is a message of \(size) bytes") == true)
    }
}
