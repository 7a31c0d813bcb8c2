import Dispatch
import NIOCore
import RelayProtocol
import SocketServer
import Text

/// The relay connections of one source, and the threads on which their requests are answered.
final class RelayServer: Sendable {
    let handler: any RelayHandler
    let watch: LoginWatch
    let limits: RelayLimits
    private let queue = DispatchQueue(label: "farsign.relay", attributes: .concurrent)
    private let connections = Connections()
    private let refusedUsers = RefusedUsers()
    private let disconnectNotices = DispatchGroup()

    init(handler: any RelayHandler, watch: LoginWatch, limits: RelayLimits) {
        self.handler = handler
        self.watch = watch
        self.limits = limits
    }

    /// The reason why a connection is not served.
    enum ConnectionRefused: Error {
        /// The peer is a process of another user, according to the kernel.
        case otherUser
        /// There are too many connections, or the server is stopping.
        case limitReached
    }

    /// Serves a connection over a UNIX socket. Call it in the channel's initializer.
    ///
    /// - Returns: a future that fails with ``ConnectionRefused``; the caller must then close the channel.
    func admit(
        _ channel: any Channel, over transport: RelayPeer.Transport,
        greeted: @escaping @Sendable (RelayPeer) -> Void = { _ in }
    ) -> EventLoopFuture<Void> {
        channel.socketPeer.flatMap { [self] socketPeer in
            let peer = RelayPeer(
                transport: transport, uid: Int(socketPeer.uid), pid: socketPeer.pid > 0 ? Int(socketPeer.pid) : nil)
            guard socketPeer.isTrusted else {
                if refusedUsers.isNew(peer.uid) { queue.async { [handler] in handler.refused(peer) } }
                return channel.eventLoop.makeFailedFuture(ConnectionRefused.otherUser)
            }
            return serve(channel, peer, greeted: greeted)
        }
    }

    /// Serves a connection whose peer is known, like ``admit(_:over:greeted:)``.
    func serve(
        _ channel: any Channel, _ peer: RelayPeer, greeted: @escaping @Sendable (RelayPeer) -> Void = { _ in }
    ) -> EventLoopFuture<Void> {
        guard connections.add(channel, limit: limits.connections) else {
            return channel.eventLoop.makeFailedFuture(ConnectionRefused.limitReached)
        }
        var peer = peer
        peer.connection = ConnectionID(randomBytes: Self.randomBytes)
        return channel.eventLoop.makeCompletedFuture { [self, peer] in
            try channel.pipeline.syncOperations.addHandler(
                RelayServerConnection(server: self, limits: limits, peer: peer, greeted: greeted))
        }
    }

    private static func randomBytes(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }

    /// Runs a blocking body, then `finish` with its result on the event loop if the connection still exists.
    func run<Value: Sendable>(
        on loop: (any EventLoop)?, _ body: @escaping @Sendable () throws(RelayError) -> Value,
        _ finish: @escaping (Result<Value, RelayError>) -> Void
    ) {
        guard let loop else { return }
        let outcome = loop.makePromise(of: Result<Value, RelayError>.self)
        queue.async {
            do throws(RelayError) {
                outcome.succeed(.success(try body()))
            } catch {
                outcome.succeed(.failure(error))
            }
        }
        outcome.futureResult.assumeIsolated().whenSuccess(finish)
    }

    /// Ends all connections and accepts no more. Answers in progress may still be written for a moment. It blocks and
    /// must not be called on an event loop.
    func shutDown() {
        connections.close(within: limits.shutdownGracePeriod)
        // Before the process ends, the waiting login should be notified.
        _ = disconnectNotices.wait(timeout: .now() + .milliseconds(Int(limits.shutdownGracePeriod.milliseconds)))
    }

    func tellDisconnected(_ peer: RelayPeer) {
        queue.async(group: disconnectNotices) { [handler] in handler.disconnected(peer) }
    }
}
