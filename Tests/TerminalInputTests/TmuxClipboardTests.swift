import Dispatch
import Glibc
import POSIX
import SocketTestSupport
import Subprocess
import TerminalInput
import Testing
import Text

/// A tmux of the test's own, without a terminal: what it took is in its newest buffer.
@Suite("The clipboard through tmux", .timeLimit(.minutes(5)))
struct TmuxClipboardTests {
    private let place: SocketPlace

    init() throws {
        place = try SocketPlace()
    }

    private func tmux(_ arguments: String...) async throws -> String {
        let result = try await Subprocess.run(
            .name("tmux"), arguments: Arguments(["-S", place.path + "/s", "-f", "/dev/null"] + arguments),
            output: .string(limit: 1 << 20))
        return result.standardOutput
    }

    private func take(_ text: String, timeout: Duration = .seconds(600)) async throws -> Bool {
        let server = place.path + "/s,1,0"
        let clipboard = try #require(
            TmuxClipboard(variable: { $0 == "TMUX" ? server : nil }, timeout: timeout))
        return await withCheckedContinuation { continuation in
            DispatchQueue(label: "farsign.tests.tmux").async { continuation.resume(returning: clipboard.take(text)) }
        }
    }

    @Test func `tmux takes the whole text`() async throws {
        _ = try await tmux("new-session", "-d", "cat")
        let text = "https://x/?a=b&c='d' $(e) \(String(repeating: "x", count: 4_000))"
        #expect(try await take(text))
        #expect(try await tmux("show-buffer") == text)
        _ = try await tmux("kill-server")
    }

    @Test func `what is longer than any URL is not given to tmux`() async throws {
        #expect(try await take(String(repeating: "x", count: 4_097)) == false)
    }

    @Test func `a tmux that is gone did not take it`() async throws {
        #expect(try await take("x") == false)
    }

    @Test func `a tmux that does not answer is not waited for`() async throws {
        let listening = try place.socket().listen()
        defer { close(listening.descriptor) }
        #expect(try await take("x", timeout: .milliseconds(50)) == false)
    }

    @Test func `outside of tmux there is none`() {
        #expect(TmuxClipboard(variable: { _ in nil }) == nil)
        #expect(TmuxClipboard(variable: { _ in "" }) == nil)
    }
}
