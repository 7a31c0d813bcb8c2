package import BrowserSignIn
import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
package import POSIX
package import SignIn
import SocketServer
import Synchronization

/// Passes the requests of browsers to the login: one request per connection, HTTP/1.1.
///
/// It knows no pages and no rules; those are in ``BrowserSignIn``.
package final class CallbackServer: CallbackListener {
    package typealias Answer = @Sendable (BrowserRequest) async -> BrowserResponse
    package typealias Refused = @Sendable (_ uid: Int?) -> Void

    package struct Limits: Sendable {
        /// The maximum number of open connections. A browser opens a handful, some of them in advance.
        package var connections = 64
        /// The timeout for a complete request, and for the client's close after the response.
        package var requestTimeout: Duration = .seconds(10)
        /// The grace period for responses in progress when the server stops.
        package var shutdownGracePeriod: Duration = .seconds(5)

        package init() {}
    }

    package let address: CallbackAddress?
    package let path: String?
    private let descriptor: Int32
    private let socket: ListeningSocket?
    private let limits: Limits
    private let connections: CallbackConnections
    private let state = Mutex(State.listening)

    private enum State {
        case listening
        case serving(EventLoopFuture<any Channel>)
        case stopped
    }

    /// If the kernel does not report the owner of a connection, everybody is served; ``BrowserSignIn`` has rules for
    /// this case.
    package init(on port: LoopbackPort, limits: Limits = Limits()) {
        (address, path, descriptor, socket) = (port.address, nil, port.descriptor, nil)
        self.limits = limits
        connections = CallbackConnections(limit: limits.connections)
    }

    package init(on socket: ListeningSocket, limits: Limits = Limits()) {
        (address, path, descriptor, self.socket) = (nil, socket.socket.path, socket.descriptor, socket)
        self.limits = limits
        connections = CallbackConnections(limit: limits.connections)
    }

    package func serve(refused: @escaping Refused, answer: @escaping Answer) {
        let owner = owner
        let refusedUsers = RefusedUsers()
        state.withLock { state in
            guard case .listening = state else { return }
            // One event loop for the port and its connections: there is little load, and everything stays in order.
            let listener = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton.next())
                .childChannelInitializer { [connections, limits] channel in
                    owner(channel).flatMapThrowing { owner in
                        guard owner.isTrusted else {
                            if refusedUsers.isNew(owner.uid) { refused(owner.uid) }
                            throw ConnectionRefused()
                        }
                        guard connections.admit(channel) else { throw ConnectionRefused() }
                        let pipeline = channel.pipeline.syncOperations
                        try pipeline.configureHTTPServerPipeline(
                            withPipeliningAssistance: false, withErrorHandling: false,
                            withEncoderConfiguration: HTTPResponseEncoder.Configuration(),
                            withDecoderLimitConfiguration: Self.decoderLimits)
                        try pipeline.addHandler(
                            CallbackConnection(
                                connections: connections, requestTimeout: limits.requestTimeout, uid: owner.uid,
                                answer: answer))
                    }
                }
                .withBoundSocket(descriptor)
            state = .serving(listener)
        }
    }

    private var owner: @Sendable (any Channel) -> EventLoopFuture<PeerOwner> {
        guard socket == nil else { return { channel in channel.socketPeer.map { .user($0.uid) } } }
        let peers = LoopbackPeers()
        return { channel in peers.owner(of: channel) }
    }

    /// Several times the size of a request with all cookies of 127.0.0.1. NIO's default is 2 MiB.
    private static var decoderLimits: NIOHTTPDecoderLimitConfiguration {
        var limits = NIOHTTPDecoderLimitConfiguration()
        limits.maxHeaderListSize = 64 << 10
        return limits
    }

    /// Must not be called from an answer, because it waits for all answers.
    package func stop() async {
        let was = state.withLock { state in
            defer { state = .stopped }
            return state
        }
        switch was {
        case .listening: close(descriptor)
        case .serving(let listener): try? await stopped(listener).get()
        case .stopped: return
        }
        socket?.removeFile()
    }

    private func stopped(_ listener: EventLoopFuture<any Channel>) -> EventLoopFuture<Void> {
        listener.flatMap { [connections, limits] listener in
            listener.close(promise: nil)
            let gracePeriod = TimeAmount(limits.shutdownGracePeriod)
            return listener.closeFuture.flatMap { connections.close(within: gracePeriod, on: listener.eventLoop) }
        }
    }
}

extension PeerOwner {
    fileprivate var isTrusted: Bool {
        switch self {
        case .user(let uid): SocketPeer.isTrusted(uid)
        case .nobody: false
        case .untold: true
        }
    }

    fileprivate var uid: Int? {
        if case .user(let uid) = self { Int(uid) } else { nil }
    }
}

/// Thrown so that NIO closes a connection before reading its first byte.
private struct ConnectionRefused: Error {}
