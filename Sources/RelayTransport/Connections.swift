import Dispatch
import NIOCore
import Synchronization
import Text

/// The channels of a server that are open: never more than it can take.
final class Connections: Sendable {
    private struct State {
        var isEnding = false
        var channels: [ObjectIdentifier: any Channel] = [:]
    }

    private let state = Mutex(State())

    /// False where there are too many, or it is too late.
    func add(_ channel: any Channel, limit: Int) -> Bool {
        let isAdded = state.withLock { state in
            guard !state.isEnding, state.channels.count < limit else { return false }
            state.channels[ObjectIdentifier(channel)] = channel
            return true
        }
        guard isAdded else { return false }
        channel.closeFuture.whenComplete { [self] _ in
            state.withLock { _ = $0.channels.removeValue(forKey: ObjectIdentifier(channel)) }
        }
        return true
    }

    /// Tells all of them that it is over, and closes those that are still open after `time`. It blocks, and must not be
    /// called on an event loop.
    func end(within time: Duration) {
        let channels = state.withLock { state in
            state.isEnding = true
            return Array(state.channels.values)
        }
        let open = DispatchGroup()
        for channel in channels {
            open.enter()
            channel.closeFuture.whenComplete { _ in open.leave() }
            channel.pipeline.fireUserInboundEventTriggered(RelayServerConnection.Shutdown())
        }
        if open.wait(timeout: .now() + .milliseconds(Int(time.milliseconds))) == .timedOut {
            for channel in channels { channel.close(promise: nil) }
            open.wait()
        }
    }
}
