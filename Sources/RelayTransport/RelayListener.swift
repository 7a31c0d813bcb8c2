import NIOCore
import NIOPosix
package import POSIX
import SocketServer

/// The relay's listening socket, to which brokers connect through `ssh -R`.
package final class RelayListener: Sendable {
    /// The connections that have answered `hello`; others are closed.
    package let connections: AsyncStream<RelayClient>
    private let continuation: AsyncStream<RelayClient>.Continuation
    private let listening: ListeningSocket
    private let channel: any Channel

    /// Maximum number of concurrent connections; further ones are closed.
    private static let mostConnections = 64

    /// - Parameters:
    ///   - client: the relay's program and version.
    ///   - helloTimeout: until a broker has answered `hello`.
    ///   - refused: called once for each user whose process was refused.
    package init(
        at socket: UnixSocket, client: String, helloTimeout: Duration,
        refused: @escaping @Sendable (_ uid: Int, _ pid: Int) -> Void
    ) async throws {
        (connections, continuation) = AsyncStream.makeStream()
        listening = try socket.listen()
        let open = Connections()
        let refusedUsers = RefusedUsers()
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { [continuation] channel in
                channel.socketPeer.flatMap { peer in
                    guard peer.isTrusted, open.add(channel, limit: Self.mostConnections) else {
                        if !peer.isTrusted, refusedUsers.isNew(Int(peer.uid)) { refused(Int(peer.uid), Int(peer.pid)) }
                        channel.close(promise: nil)
                        return channel.eventLoop.makeSucceededVoidFuture()
                    }
                    return RelayClient.open(channel, client: client, helloTimeout: helloTimeout).map { opening in
                        Task { if let end = try? await opening.finished() { continuation.yield(end) } }
                    }
                }
            }
            .withBoundSocket(listening.descriptor).get()
    }

    deinit {
        stop()
    }

    /// Accepts no more connections. Existing ones stay open.
    package func stop() {
        listening.removeFile()
        channel.close(promise: nil)
        continuation.finish()
    }
}
