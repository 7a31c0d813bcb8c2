import NIOCore
import NIOPosix
package import POSIX
import Polling
package import RelayProtocol
import Synchronization
package import Text

/// A relay behind the socket that `FARSIGN_RELAY` names, forwarded from the workstation by `ssh -R`.
///
/// It reports when a relay connects and disconnects, and retries until it is stopped.
package final class ForwardedRelay: Sendable {
    private let socket: UnixSocket
    private let limits: RelayLimits
    private let server: RelayServer
    private let thread = PollingThread(label: "farsign.forwarded-relay")
    /// Whether the last attempt reached a relay.
    private let isGreeted = Atomic(false)

    /// The limits of ``RelayLimits/standard``, except that a relay must send `hello` within 2 s and is looked for
    /// every second.
    package static var limits: RelayLimits {
        var limits = RelayLimits.standard
        limits.hello = .seconds(2)
        limits.retry = .seconds(1)
        return limits
    }

    /// - Parameter watch: started and stopped by the caller.
    package init(
        _ socket: UnixSocket, handler: any RelayHandler, watch: LoginWatch, limits: RelayLimits = limits
    ) {
        self.socket = socket
        self.limits = limits
        server = RelayServer(handler: handler, watch: watch, limits: limits)
    }

    /// - Parameter tell: receives lines for the person, safe for a terminal, on a thread of its own.
    package func start(tell deliver: @escaping @Sendable (String) -> Void) throws(StateError) {
        try thread.start(preparing: { () throws(StateError) in }) { [self] _, wake in
            var isSaid = false
            var pause = limits.retry
            while !thread.isStopped {
                let outcome = serve { [self] in tell($0, deliver) }
                switch outcome {
                case .served:
                    tell("warning: the relay behind FARSIGN_RELAY disconnected; the login still waits", deliver)
                case .absent(let reason), .unanswered(let reason):
                    if !isSaid {
                        tell(
                            "warning: there is no relay behind FARSIGN_RELAY: \(reason); "
                                + "use 'farsign-relay HOST' or paste the code", deliver)
                    }
                }
                isSaid = true
                if case .unanswered = outcome {
                    _ = poll([wake], for: pause)
                    pause = min(pause * 2, limits.longestRetry)
                } else {
                    pause = limits.retry
                    _ = poll([wake], for: pause)
                }
            }
        }
    }

    package func stop() {
        thread.beginStop()
        server.shutDown()
        thread.stop()
    }

    private func tell(_ text: String, _ deliver: (String) -> Void) {
        if !thread.isStopped { deliver("farsign: " + text) }
    }

    private enum Outcome {
        case served
        /// No process listens, so a new attempt costs nothing.
        case absent(reason: String)
        /// A process listens, but no relay is behind it.
        case unanswered(reason: String)
    }

    /// Blocks as long as there is a relay.
    private func serve(_ tell: @escaping @Sendable (String) -> Void) -> Outcome {
        isGreeted.store(false, ordering: .relaxed)
        do {
            let descriptor = try socket.connect()
            let channel = try ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .channelOption(.allowRemoteHalfClosure, value: true)
                .channelInitializer { [self] channel in
                    server.admit(channel, over: .forwarded) { [self] peer in
                        isGreeted.store(true, ordering: .relaxed)
                        tell("a relay is connected through \(peer.description)")
                    }
                }
                .withConnectedSocket(descriptor).wait()
            try channel.closeFuture.wait()
        } catch let error as StateError {
            return .absent(reason: error.summary)
        } catch RelayServer.ConnectionRefused.otherUser {
            return .unanswered(reason: "another user's process answers at \(socket.path.shown)")
        } catch {
            // The connection was closed before it could be served.
        }
        return isGreeted.load(ordering: .relaxed)
            ? .served : .unanswered(reason: "no relay answers at \(socket.path.shown)")
    }
}
