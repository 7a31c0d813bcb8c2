public import FarsignShared
import NIOCore
import NIOPosix
import Synchronization

/// A relay behind the socket that `FARSIGN_RELAY` names, forwarded from the workstation by `ssh -R`.
///
/// It tells when a relay is there and when it is gone, and tries again until it is stopped.
public final class ForwardedRelay: ReplySource {
    private let socket: UnixSocket
    private let limits: RelayLimits
    private let wire: BrokerWire
    private let thread = IntakeThread(label: "farsign.forwarded-relay")
    /// In the last attempt.
    private let isGreeted = Atomic(false)

    /// What ``RelayLimits/standard`` grants, but a relay says `hello` within 2 s, and is looked for after a second.
    public static var limits: RelayLimits {
        var limits = RelayLimits.standard
        limits.hello = .seconds(2)
        limits.retry = .seconds(1)
        return limits
    }

    /// - Parameter watch: started and stopped by the caller.
    public init(
        _ socket: UnixSocket, answering: any RelayAnswering, watch: LoginWatch, limits: RelayLimits = limits
    ) {
        self.socket = socket
        self.limits = limits
        wire = BrokerWire(answering: answering, watch: watch, limits: limits)
    }

    public func start(_ deliver: @escaping @Sendable (Arrival) -> Void) throws(StateError) {
        try thread.start(preparing: { () throws(StateError) in }) { [self] _, wake in
            var isSaid = false
            var pause = limits.retry
            while !thread.isStopped {
                let outcome = serve { [self] in tell($0, deliver) }
                switch outcome {
                case .served: tell("warning: the relay behind FARSIGN_RELAY is gone, the login waits on", deliver)
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

    public func stop() {
        thread.beginStop()
        wire.end()
        thread.stop()
    }

    private func tell(_ text: String, _ deliver: (Arrival) -> Void) {
        if !thread.isStopped { deliver(.told("farsign: " + text)) }
    }

    private enum Outcome {
        case served
        /// Nobody listens: to ask again costs nothing.
        case absent(reason: String)
        /// Whoever listens has no relay behind it.
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
                    wire.admit(channel, by: .forwarded) { [self] peer in
                        isGreeted.store(true, ordering: .relaxed)
                        tell("a relay is connected by \(peer.description)")
                    }
                }
                .withConnectedSocket(descriptor).wait()
            try channel.closeFuture.wait()
        } catch let error as StateError {
            return .absent(reason: error.summary)
        } catch BrokerWire.TurnedAway.otherUser {
            return .unanswered(reason: "another user's process answers at \(socket.path.shown)")
        } catch {
            // The connection was gone before it could be served.
        }
        return isGreeted.load(ordering: .relaxed)
            ? .served : .unanswered(reason: "nobody answers at \(socket.path.shown)")
    }
}
