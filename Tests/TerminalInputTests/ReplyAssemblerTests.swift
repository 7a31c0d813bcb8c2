import Session
import Testing
import Text

@testable import TerminalInput

@Suite("Replies from a terminal's bytes")
struct ReplyAssemblerTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let testDescription: String
        /// Bursts, with quiet after each.
        let bursts: [String]
        let replies: [String]

        init(_ description: String, _ bursts: [String], _ replies: [String]) {
            testDescription = description
            self.bursts = bursts
            self.replies = replies
        }
    }

    static func assemble(_ bursts: [String], limit: Int = 64) -> [Assembled] {
        var assembler = ReplyAssembler(limit: limit)
        return bursts.flatMap { burst in
            assembler.take(burst.utf8) + [assembler.quiet()].compactMap { $0 }
        }
    }

    static func replies(_ texts: [String]) -> [Assembled] {
        texts.map { .reply(Secret(Array($0.utf8))) }
    }

    static let pastes: [Case] = [
        Case("a line ends at Enter", ["abc\r"], ["abc"]),
        Case("nothing comes before Enter", ["abc"], []),
        Case("Enter in a later burst ends it too", ["ab", "c", "\r"], ["abc"]),
        Case("a line feed is Enter as well", ["abc\n"], ["abc"]),
        Case("line breaks within a burst stay inside", ["ab\ncd\r\nef\r"], ["ab\ncd\nef"]),
        Case("a break that quiet follows ends the reply", ["ab\n", "cd\n"], ["ab", "cd"]),
        Case("Enter twice ends it once", ["abc\r\r"], ["abc"]),
        Case("bracketed, then Enter", ["\u{1B}[200~abc\u{1B}[201~", "\r"], ["abc"]),
        Case("bracketed line breaks outlast quiet", ["\u{1B}[200~ab\n", "cd\n", "\u{1B}[201~", "\r"], ["ab\ncd"]),
        Case(
            "brackets and Enter in one burst, twice",
            ["\u{1B}[200~a\u{1B}[201~\r\u{1B}[200~b\u{1B}[201~\r"], ["a", "b"]),
        Case("two pastes are one reply", ["\u{1B}[200~ab\u{1B}[201~\u{1B}[200~cd\u{1B}[201~\r"], ["abcd"]),
        Case("typed around a paste", ["a\u{1B}[200~b\u{1B}[201~c\r"], ["abc"]),
        Case("a bracket cut into bursts", ["\u{1B}[200", "~ab\u{1B}[20", "1~\r"], ["ab"]),
        Case("the end bracket cut into bursts", ["\u{1B}[200~ab\u{1B}[20", "1~\r"], ["ab"]),
        Case(
            "what only begins like the end bracket is content",
            ["\u{1B}[200~a\u{1B}[20\u{1B}[202~b\u{1B}\u{1B}[201~\r"], ["a\u{1B}[20\u{1B}[202~b\u{1B}"]),
        Case(
            "control characters in a paste are kept, to be refused",
            ["\u{1B}[200~a\u{3}\u{0}b\u{1B}[201~\r"], ["a\u{3}\u{0}b"]),
        Case("spaces are kept", [" a b \r"], [" a b "]),
    ]

    static let keys: [Case] = [
        Case("Backspace takes back a character", ["abx\u{7F}c\u{8}d\r"], ["abd"]),
        Case("Backspace takes back all of a character beyond ASCII", ["aé\u{7F}b\r"], ["ab"]),
        Case("Backspace on nothing", ["\u{7F}\u{7F}a\r"], ["a"]),
        Case("Ctrl-U takes back all", ["abc\u{15}d\r"], ["d"]),
        Case("Ctrl-W takes back a word and the blanks after it", ["ab cd  \u{17}e\r"], ["ab e"]),
        Case("arrow keys", ["a\u{1B}[Ab\u{1B}[1;5Cc\u{1B}OPd\r"], ["abcd"]),
        Case("Delete, and the console's F1", ["a\u{1B}[3~b\u{1B}[[Ac\r"], ["abc"]),
        Case("an end bracket without its start", ["a\u{1B}[201~b\r"], ["ab"]),
        Case("a bracket with too many digits", ["\u{1B}[2000~a\r"], ["a"]),
        Case("Alt with a letter", ["a\u{1B}bc\r"], ["ac"]),
        Case("the Escape key alone", ["a\u{1B}", "[b\r"], ["a[b"]),
        Case("a terminal's answers", ["a\u{1B}]11;rgb:0/0/0\u{7}b\u{1B}P1$r0m\u{1B}\\c\u{1B}[?1;2cd\r"], ["abcd"]),
        Case("Enter ends an unfinished sequence", ["a\u{1B}[1\r"], ["a"]),
        Case("other control keys", ["a\u{1}\u{5}\u{4}b\r"], ["ab"]),
    ]

    @Test(arguments: pastes + keys)
    func `bytes become replies`(_ example: Case) {
        #expect(Self.assemble(example.bursts) == Self.replies(example.replies))
    }

    @Test(arguments: pastes + keys)
    func `it does not matter how the bytes of a burst are cut`(_ example: Case) {
        var assembler = ReplyAssembler(limit: 64)
        var assembled: [Assembled] = []
        for burst in example.bursts {
            for byte in burst.utf8 { assembled += assembler.take([byte]) }
            if let last = assembler.quiet() { assembled.append(last) }
        }
        #expect(assembled == Self.replies(example.replies))
    }

    @Test(arguments: ["\r", "\n", "  \t\r", "\u{1B}[200~ \u{1B}[201~\r", "x\u{7F}\r"])
    func `Enter after nothing but blanks is an empty line`(_ typed: String) {
        #expect(Self.assemble([typed]) == [.emptyLine])
        #expect(Self.assemble([typed, "abc\r"]) == [.emptyLine] + Self.replies(["abc"]))
    }

    @Test func `the limit is reached without Enter and without blank lines`() {
        let full = String(repeating: "x", count: 64)
        #expect(Self.assemble([full + "\r"]) == Self.replies([full]))
        #expect(Self.assemble([full + "\n\n\n"]) == Self.replies([full]))
        #expect(Self.assemble(["\u{1B}[200~" + full + "\n\u{1B}[201~\r"]) == Self.replies([full]))
    }

    @Test func `more than the limit is told at Enter, and the next reply is whole`() {
        let over = String(repeating: "x", count: 65)
        #expect(Self.assemble([over]) == [])
        #expect(Self.assemble([over, over + "\r", "abc\r"]) == [.tooLong] + Self.replies(["abc"]))
        let pasted = "\u{1B}[200~" + over + "\n" + over + "\u{1B}[201~"
        #expect(Self.assemble([pasted, "\r", "abc\r"]) == [.tooLong] + Self.replies(["abc"]))
    }

    @Test func `Ctrl-U takes back what was too long`() {
        #expect(Self.assemble([String(repeating: "x", count: 99) + "\u{15}abc\r"]) == Self.replies(["abc"]))
    }

    @Test func `Ctrl-D ends the input only where nothing was typed`() {
        #expect(Self.assemble(["\u{4}"]) == [.ended])
        #expect(Self.assemble(["a\u{7F}\u{4}"]) == [.ended])
        #expect(Self.assemble(["a\u{4}"]) == [])
    }

    @Test func `Ctrl-C that comes as a byte interrupts, in a sequence as well`() {
        #expect(Self.assemble(["ab\u{3}"]) == [.interrupted])
        #expect(Self.assemble(["\u{1B}[\u{3}"]) == [.interrupted])
    }

    @Test func `quiet is awaited only where it decides something`() {
        var assembler = ReplyAssembler(limit: 64)
        let steps = [("\r", false), ("a", false), ("\r", true), ("b", false), ("\u{1B}", true), ("[A", false)]
        for (bytes, isAwaited) in steps {
            _ = assembler.take(bytes.utf8)
            #expect(assembler.awaitsQuiet == isAwaited)
        }
    }
}
