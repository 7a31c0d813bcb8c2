import BrowserSignIn
import BrowserTransport
import Synchronization

/// Answers that are held back until a test lets them go.
final class Held: Sendable {
    private let came = AsyncStream<Void>.makeStream()
    private let waiting = Mutex<(isOpen: Bool, continuations: [CheckedContinuation<Void, Never>])>((false, []))

    var answer: CallbackServer.Answer {
        { [self] _ in
            came.continuation.yield()
            await withCheckedContinuation { continuation in
                let isOpen = waiting.withLock { waiting in
                    if !waiting.isOpen { waiting.continuations.append(continuation) }
                    return waiting.isOpen
                }
                if isOpen { continuation.resume() }
            }
            return BrowserResponse(status: 200, headers: [], body: "held")
        }
    }

    /// Returns when so many have come.
    func requests(_ count: Int) async {
        var left = count
        for await _ in came.stream {
            left -= 1
            if left == 0 { return }
        }
    }

    func letGo() {
        let continuations = waiting.withLock { waiting in
            waiting.isOpen = true
            defer { waiting.continuations = [] }
            return waiting.continuations
        }
        for continuation in continuations { continuation.resume() }
    }
}
