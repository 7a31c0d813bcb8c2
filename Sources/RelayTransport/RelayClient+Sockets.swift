import NIOCore
import NIOPosix
package import POSIX
import RelayProtocol
import SocketServer
import Text

extension RelayClient {
    /// Connects to the socket of a waiting login.
    ///
    /// - Parameters:
    ///   - client: the relay's program and version.
    ///   - helloTimeout: until the broker has answered `hello`.
    /// - Throws: ``StateError`` for an unusable path, ``RelayLinkError`` for the wrong peer, ``RelayError`` from the
    ///   broker.
    package static func connect(to socket: UnixSocket, client: String, helloTimeout: Duration) async throws
        -> RelayClient
    {
        let descriptor = try socket.connect()
        let opening = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .withConnectedSocket(descriptor) { channel -> EventLoopFuture<Opening> in
                channel.socketPeer.flatMap { peer in
                    guard peer.isTrusted else {
                        return channel.eventLoop.makeFailedFuture(
                            RelayLinkError(
                                .wrongOwner,
                                "a process of another user (uid \(peer.uid)) answers at \(socket.path.shown)"))
                    }
                    return open(channel, client: client, helloTimeout: helloTimeout)
                }
            }
        do {
            return try await opening.finished()
        } catch let error as RelayLinkError where error.code == .connectionLost {
            // ssh accepts every connection to its socket and closes those that sshd does not allow.
            throw RelayLinkError(
                .notConnected, "no login answers behind \(socket.path.shown)",
                hint: "start 'farsign login' on the server first; if sshd forbids forwarding, use "
                    + "'farsign-relay HOST' or paste the code")
        }
    }
}
