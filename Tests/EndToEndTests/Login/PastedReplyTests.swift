import FoundationEssentials
import SignInSandbox
import Testing

/// What chats, mails, editors and terminals put around a text that was copied.
@Suite("replies as they are pasted")
struct PastedReplyTests {
    static let kinds: [(name: String, around: @Sendable (String) -> [UInt8])] = [
        ("a byte order mark", { [0xEF, 0xBB, 0xBF] + Array($0.utf8) }),
        ("UTF-16, as PowerShell writes it", { [0xFF, 0xFE] + utf16($0 + "\r\n") }),
        ("UTF-16, the other order", { [0xFE, 0xFF] + utf16($0).chunked(2).flatMap { $0.reversed() } }),
        ("UTF-16 without a mark", { utf16($0 + "\r\n") }),
        ("zero-width marks", { Array($0.map { "\u{200B}\($0)" }.joined().utf8) + Array("\u{2060}\u{FEFF}".utf8) }),
        ("directional marks", { Array("\u{202A}\u{2066}\($0)\u{2069}\u{202C}\u{200E}".utf8) }),
        ("soft hyphens", { Array($0.replacing("A", with: "A\u{AD}").utf8) }),
        ("quotation marks", { Array("\"\($0)\"".utf8) }), ("apostrophes", { Array("'\($0)'".utf8) }),
        ("typographic quotation marks", { Array("„\($0)“".utf8) }), ("guillemets", { Array("« \($0) »".utf8) }),
        ("backticks", { Array("`\($0)`".utf8) }), ("a code fence", { Array("```\n\($0)\n```\n".utf8) }),
        ("a code fence with a language", { Array("```text\r\n\($0)\r\n```".utf8) }),
        ("a code fence in a line", { Array("```\($0)```".utf8) }),
        ("a quoted mail", { Array(lines($0).map { "> \($0)" }.joined(separator: "\n").utf8) }),
        ("a mail quoted twice", { Array(lines($0).map { ">> \($0)" }.joined(separator: "\r\n").utf8) }),
        ("a final dot", { Array("\($0).\n".utf8) }), ("a dot after the quotation mark", { Array("“\($0)”.".utf8) }),
        ("a question mark before it", { Array("?\($0)".utf8) }), ("angle brackets", { Array("<\($0)>".utf8) }),
    ]

    private static func utf16(_ text: String) -> [UInt8] {
        text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    }

    private static func lines(_ text: String) -> [String] {
        text.utf8.map { $0 }.chunked(64).map { String(decoding: $0, as: UTF8.self) }
    }

    @Test(arguments: kinds.indices)
    func `pasted replies are cleaned by farsign submit`(_ kind: Int) async throws {
        let machine = try await Machine()
        let offered = try await machine.offer()
        let path = "\(machine.home)/reply"
        try Data(Self.kinds[kind].around(machine.sandbox.signIn(at: offered.url))).write(to: URL(filePath: path))

        let submitted = try machine.startFarsign(["submit"], input: .file(path))
        let ended = try await submitted.end()

        #expect(ended.status == 0, "\(Self.kinds[kind].name): \(ended.notices)")
    }
}

extension Array {
    fileprivate func chunked(_ count: Int) -> [ArraySlice<Element>] {
        stride(from: 0, to: self.count, by: count).map { self[$0..<Swift.min($0 + count, self.count)] }
    }
}
