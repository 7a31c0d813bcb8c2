import FarsignTestSupport
import Foundation
import SignInSandbox
import Testing

/// Texts that were looked at once and must not change unnoticed, in `Tests/Golden/`.
///
/// With `FARSIGN_RECORD=1` they are written anew, and the run fails: a recording proves nothing.
enum Golden {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../Golden").standardized
    private static let isRecording = ProcessInfo.processInfo.environment["FARSIGN_RECORD"] == "1"

    static func expect(
        _ text: String, _ name: String, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let file = folder.appending(path: name)
        if isRecording {
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
            Issue.record("recorded \(name)", sourceLocation: sourceLocation)
            return
        }
        let known = try #require(
            try? String(contentsOf: file, encoding: .utf8), "no \(name): record it with FARSIGN_RECORD=1",
            sourceLocation: sourceLocation)
        #expect(text == known, "\(name)", sourceLocation: sourceLocation)
    }

    /// Command, status and both streams, as a person would see them, without what differs from run to run.
    static func transcript(_ arguments: [String], _ outcome: TestWorld.Outcome, in world: TestWorld) -> String {
        var text = "$ farsign \(arguments.joined(separator: " "))\n"
        text +=
            outcome.answer
            + outcome.notices.split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.isEmpty ? "" : "2> \($0)" }.joined(separator: "\n")
        text += "exit \(outcome.status)\n"
        return text.replacing(world.sandbox.endpoint, with: "http://127.0.0.1:PORT")
            .replacing(encoded(world.sandbox.endpoint), with: encoded("http://127.0.0.1:PORT"))
            .replacing(world.home, with: "/home/alice")
    }

    private static func encoded(_ text: String) -> String {
        text.replacing(":", with: "%3A").replacing("/", with: "%2F")
    }
}
