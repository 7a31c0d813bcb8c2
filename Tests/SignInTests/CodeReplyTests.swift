import Foundation
import SignIn
import TestSupport
import Testing
import Text

@Suite("Reading a reply")
struct CodeReplyTests {
    private static let code = "c0de-~._+/=\(String(repeating: "x", count: 300))"
    private static let inner = "state=\(Fixtures.state)&code=\(code)"

    /// The confirmation page's text, whose base64 has every sign of either alphabet.
    private static let base64 = Data("state=~~~???>>>&code=>>>???~~~".utf8).base64EncodedString()

    private func code(of reply: CodeReply) -> String? {
        guard case .code(let code) = reply.answer else { return nil }
        return code.reveal()
    }

    static let shapes: [(String, String)] = [
        ("base64", Data(inner.utf8).base64EncodedString()),
        ("base64, unpadded", Data(inner.utf8).base64EncodedString().replacing("=", with: "")),
        ("base64, code first", Data("code=\(code)&state=\(Fixtures.state)".utf8).base64EncodedString()),
        ("base64 in lines", Data(inner.utf8).base64EncodedString(options: .lineLength64Characters)),
        ("base64 between spaces", "  " + Data(inner.utf8).base64EncodedString() + " \r\n\t"),
        ("base64 between paste brackets", "\u{1B}[200~" + Data(inner.utf8).base64EncodedString() + "\u{1B}[201~\n"),
        ("a redirect URL", "http://127.0.0.1:8123/oauth/callback?code=\(code.percentEncoded)&state=\(Fixtures.state)"),
        ("a URL with a fragment", "http://h/c?code=\(code.percentEncoded)&state=\(Fixtures.state)#_=_"),
        ("its query", "code=\(code)&state=\(Fixtures.state)"), ("its query with the mark", "?\(inner)"),
        ("a query with other members", "a=1&\(inner)&iss=x&a=2"),
        ("a query broken over lines", inner.replacing("&", with: " \n &")),
        (
            "base64 of a percent-encoded query",
            Data("state=\(Fixtures.state)&code=\(code.percentEncoded)".utf8).base64EncodedString()
        ),
    ]

    @Test(arguments: shapes)
    func `every shape of a reply is read`(_ shape: String, _ text: String) throws {
        let reply = try Fixtures.reply(text)
        #expect(reply.state == Fixtures.state)
        #expect(code(of: reply) == Self.code)
    }

    @Test func `a redirect is read as it is, a paste as it was meant`() throws {
        let url = "/oauth/callback?state=s&code=\"c\"."
        #expect(code(of: try CodeReply(redirect: url)) == "\"c\".")
        #expect(code(of: try Fixtures.reply(url)) == "\"c")
    }

    @Test func `both alphabets of base64 are read, broken anywhere`() throws {
        let urlSafe = Self.base64.replacing("+", with: "-").replacing("/", with: "_")
        #expect(Self.base64 != urlSafe)
        for text in [Self.base64, urlSafe] {
            for position in 0...text.count {
                let broken = text.prefix(position) + "\r\n " + text.dropFirst(position)
                #expect(code(of: try Fixtures.reply(String(broken))) == ">>>???~~~")
            }
        }
    }

    @Test(arguments: [("%", "%"), ("%2", "%2"), ("%zz", "%zz"), ("%+f", "%+f"), ("a%2Bb%2f", "a+b/"), ("%25%32", "%2")])
    func `a broken percent escape stays as it is`(_ written: String, _ read: String) throws {
        #expect(code(of: try Fixtures.reply("state=s&code=\(written)")) == read)
    }

    @Test(arguments: [
        ("access_denied", "access_denied"), ("server_error", "server_error"), ("Some%20Secret", "unknown_error"),
        ("%1B%5B31m", "unknown_error"), ("", "unknown_error"), (String(repeating: "a", count: 41), "unknown_error"),
    ])
    func `a denial is read, and shown only as a word`(_ error: String, _ shown: String) throws {
        let reply = try Fixtures.reply("error=\(error)&error_description=Sorry&state=\(Fixtures.state)&code=x")
        guard case .denied(let name) = reply.answer else {
            Issue.record("not a denial")
            return
        }
        #expect(name == shown)
        #expect(reply.state == Fixtures.state)
    }

    static let bad: [(String, [UInt8])] = [
        ("empty", []), ("white space", Array(" \r\n\t".utf8)), ("words", Array("hello secretword".utf8)),
        ("no code", Array("state=secretword&".utf8)), ("an empty code", Array("state=secretword&code=".utf8)),
        ("no state", Array("code=secretword&".utf8)), ("an empty state", Array("state=&code=secretword".utf8)),
        ("a denial without state", Array("error=secretword&".utf8)),
        ("two codes", Array("state=secretword&code=a&code=b".utf8)),
        ("two states", Array("state=secretword&state=secretword&code=b".utf8)),
        ("two errors", Array("state=secretword&error=a&error=b".utf8)),
        ("a code of 513", Array("state=s&code=secretword\(String(repeating: "x", count: 503))".utf8)),
        ("a state of 129", Array("state=secretword\(String(repeating: "x", count: 119))&code=c".utf8)),
        ("an escape", Array("state=secretword&code=\u{1B}[31m".utf8)),
        ("a NUL", Array("state=s&code=secretword\0".utf8)),
        ("an encoded control", Array("state=s&code=secretword%1B".utf8)),
        ("an encoded control in the state", Array("state=secretword%0A&code=c".utf8)),
        ("a C1 control", Array("state=s&code=secretword\u{9B}".utf8)), ("no UTF-8", Array("secretword".utf8) + [0xFF]),
        ("a code beyond ASCII", Array("state=s&code=secretwörd".utf8)),
        ("base64 of words", Array(Data("secretword".utf8).base64EncodedString().utf8)),
        ("base64 of spaces", Array(Data("state=s&code=secretword x".utf8).base64EncodedString().utf8)),
        ("base64 of an escape", Array(Data("state=s&code=secretword\u{1B}".utf8).base64EncodedString().utf8)),
        ("base64 of bytes", Array(Data([0xFF, 0xFE, 0xFD]).base64EncodedString().utf8)),
        ("half a UTF-16", Array("state=s&code=secretword".utf8).flatMap { [$0, 0] } + [0x41]),
        ("half a base64", Array("c2Vjc".utf8)), ("a URL without a query", Array("http://secretword/callback".utf8)),
    ]

    @Test(arguments: bad)
    func `a reply that is none is refused, and never repeated`(_ name: String, _ bytes: [UInt8]) throws {
        let error = try #require(throws: LoginError.self) { try CodeReply(parsing: Secret(bytes)) }
        #expect(error.code == .badReply)
        #expect(!"\(error)".contains("secretw"))
    }

    @Test func `64 KiB are read and a byte more is not`() throws {
        let text = "state=s&code=c&x="
        let full = text + String(repeating: "x", count: CodeReply.limit - text.utf8.count)
        #expect(try Fixtures.reply(full).state == "s")
        #expect(throws: LoginError.replyTooLong) { try Fixtures.reply(full + "x") }
    }

    /// Such a name takes seconds to be compared as text.
    @Test(.timeLimit(.minutes(1)), arguments: ["", "&", "state=s&code=c&"])
    func `marks without end are refused at once`(_ start: String) {
        let marks = String(repeating: "\u{301}\u{316}", count: 15_000)
        let text = "\(start)a\(marks)=1"
        let before = processorTime()
        #expect(throws: LoginError.self) { try Fixtures.reply(text) }
        #expect(throws: LoginError.self) { try CodeReply(redirect: "/?\(text)") }
        #expect(processorTime() - before < 2_000_000_000)
    }

    /// Of this thread alone: the machine may be busy.
    private func processorTime() -> Int {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return time.tv_sec * 1_000_000_000 + time.tv_nsec
    }

    @Test func `a code of 512 characters is one`() throws {
        let code = String(repeating: "x", count: 512)
        #expect(self.code(of: try Fixtures.reply("state=s&code=\(code)")) == code)
    }

    private static func errorText(_ bytes: [UInt8]) -> String? {
        do throws(LoginError) {
            _ = try CodeReply(parsing: Secret(bytes))
            return nil
        } catch {
            return "\(error.summary)|\(error.hint ?? "")"
        }
    }

    /// The texts of all errors there are: a text made from an input would be none of them.
    private static let texts = Set(bad.compactMap { errorText($0.1) })

    @Test func `a hundred thousand random replies never crash and are never repeated`() {
        var generator = SplitMix(42)
        let pieces = [
            "state=", "code=", "error=", "&", "?", "=", "%", "%4", "%41", "\u{1B}[200~", "#", " ", "c3RhdGU9",
        ]
        .map { Array($0.utf8) }
        for _ in 0..<100_000 {
            var bytes: [UInt8] = []
            for _ in 0..<Int.random(in: 0..<8, using: &generator) {
                if Bool.random(using: &generator) {
                    bytes += pieces.randomElement(using: &generator) ?? []
                } else {
                    bytes += generator.bytes(Int.random(in: 0..<6, using: &generator))
                }
            }
            if let text = Self.errorText(bytes), !Self.texts.contains(text) {
                Issue.record("\(text) for \(bytes)")
            }
        }
    }
}
