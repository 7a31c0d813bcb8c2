import Testing

@testable import TerminalInput

@Suite("Replies from a pipe's bytes")
struct PipeAssemblerTests {
    private func assemble(_ bursts: [String], ends: Bool = true) -> [Assembled] {
        var assembler = PipeAssembler(limit: 64)
        var assembled = bursts.flatMap { burst in
            [assembler.take(burst.utf8), assembler.quiet()].compactMap { $0 }
        }
        if ends, let last = assembler.end() { assembled.append(last) }
        return assembled
    }

    private let over = String(repeating: "x", count: 65)

    @Test(arguments: [
        (["abc"], ["abc"]),
        (["ab", "c"], ["abc"]),
        (["abc\n"], ["abc"]),
        (["ab\ncd\n"], ["ab\ncd"]),
        (["ab\n", "cd"], ["ab", "cd"]),
        (["a\u{1B}[200~\u{7F}\u{0}b"], ["a\u{1B}[200~\u{7F}\u{0}b"]),
        (["\n", "  \n"], []),
        ([], []),
    ])
    func `a reply ends with the pipe or at a line break before quiet`(_ bursts: [String], _ replies: [String]) {
        #expect(assemble(bursts) == ReplyAssemblerTests.replies(replies))
    }

    @Test func `without a line break a pipe that stays open brings nothing`() {
        #expect(assemble(["abc"], ends: false) == [])
    }

    @Test func `too long is told at once, and once`() {
        #expect(assemble([over], ends: false) == [.tooLong])
        #expect(assemble([over, over, over + "\n"]) == [.tooLong])
    }

    @Test func `after one that was too long the next is whole`() {
        #expect(assemble([over + "\n", "abc\n"]) == [.tooLong] + ReplyAssemblerTests.replies(["abc"]))
    }
}
