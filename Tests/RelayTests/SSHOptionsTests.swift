import Relay
import Testing
import Text

/// What the program says of a command line is in the end-to-end tests.
@Suite("Options of ssh on a relay's command line")
struct SSHOptionsTests {
    @Test(arguments: [
        ([], [], []),
        (["web1"], [], ["web1"]),
        (["-4", "web1", "-C"], ["-4", "-C"], ["web1"]),
        (["-4CA", "web1"], ["-4CA"], ["web1"]),
        (["-p", "2222", "web1"], ["-p", "2222"], ["web1"]),
        (["-p2222", "web1"], ["-p2222"], ["web1"]),
        (["-4p", "2222", "web1"], ["-4p", "2222"], ["web1"]),
        (["-4p2222", "web1"], ["-4p2222"], ["web1"]),
        (["-oUser=x", "-o", "BatchMode=yes"], ["-oUser=x", "-o", "BatchMode=yes"], []),
        // Letters of a value are none of ours, and a value may look like an option.
        (["-iN", "-J", "-W", "web1"], ["-iN", "-J", "-W"], ["web1"]),
        (["-i", "--yes", "web1"], ["-i", "--yes"], ["web1"]),
        (["--yes", "web1", "web1"], [], ["--yes", "web1", "web1"]),
        (["-h"], [], ["-h"]),
        (["-"], [], ["-"]),
        (["-4", "--", "-N", "-p"], ["-4"], ["--", "-N", "-p"]),
    ])
    func `ssh's options are told from ours, wherever they stand`(
        _ arguments: [String], _ options: [String], _ rest: [String]
    ) throws {
        let split = try SSHOptions(splitting: arguments)
        #expect(split.options == options)
        #expect(split.rest == rest)
    }

    @Test(arguments: Array("DfGLNnOQRstVWw"))
    func `an option that takes the connection away from a relay is refused, alone and among others`(
        _ letter: Character
    ) {
        for argument in ["-\(letter)", "-4\(letter)", "-\(letter)x"] {
            let error = #expect(throws: UsageError.self) { try SSHOptions(splitting: ["web1", argument]) }
            #expect(error?.summary == "the ssh option -\(letter) cannot be used here")
        }
    }

    @Test(arguments: [
        (["-Z"], "ssh has no option -Z"), (["-4Z"], "ssh has no option -Z"), (["-é"], "ssh has no option -é"),
        (["-4-"], "ssh has no option --"), (["-\u{1B}"], "ssh has no option -\\u{1b}"),
        (["-p"], "the ssh option -p needs a value"), (["web1", "-4i"], "the ssh option -4i needs a value"),
    ])
    func `what ssh would not take is refused`(_ arguments: [String], _ summary: String) throws {
        let error = try #require(throws: UsageError.self) { try SSHOptions(splitting: arguments) }
        #expect(error.summary == summary)
    }
}
