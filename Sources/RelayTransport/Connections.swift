import Dispatch
import NIOCore
import Synchronization
import Text

/// The open channels of a server, limited in number.
final class Connections: Sendable {
    private struct State {
        var isEnding = false
        var channels: [ObjectIdentifier: any Channel] = [:]
    }

    private let state = Mutex(State())

    /// Returns false if there are too many channels, or the server is stopping.
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

    /// Asks all channels to shut down and closes those that are still open after `time`. It blocks and must not be
    /// called on an event loop.
    func close(within time: Duration) {
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
