public import FarsignShared
import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix

/// Hands what browsers ask to whoever holds the login: one request a connection, over HTTP/1.1.
///
/// It knows no page and no rule; those are ``BrowserSignIn``'s.
public final class CallbackServer: Sendable {
    public typealias Answer = @Sendable (BrowserRequest) async -> BrowserResponse
    /// Told, on the event loop, of a process that is neither ours nor root's and gets no answer, once for each user. The
    /// uid is nil where the kernel knows no such process.
    public typealias Refused = @Sendable (_ uid: Int?) -> Void

    public struct Limits: Sendable {
        /// Browsers open a handful, some of them in advance.
        public var connections = 64
        /// For a request to come whole, and for its sender to go when it is answered.
        public var patience: Duration = .seconds(10)
        /// For answers that are under way when the server stops.
        public var farewell: Duration = .seconds(5)

        public init() {}
    }

    private let listener: EventLoopFuture<any Channel>
    private let connections: CallbackConnections
    private let farewell: TimeAmount

    /// Serves until ``stop()``, and closes the port then. Where the kernel does not tell who comes, everybody is let in:
    /// ``BrowserSignIn`` has its rules for such.
    public convenience init(
        on port: LoopbackPort, limits: Limits = Limits(), refused: @escaping Refused, answer: @escaping Answer
    ) {
        let peers = LoopbackPeers()
        self.init(descriptor: port.descriptor, limits: limits, refused: refused, answer: answer) { channel in
            peers.owner(of: channel)
        }
    }

    /// Serves until ``stop()``, and closes the socket then; its file is left to the caller.
    public convenience init(
        on socket: ListeningSocket, limits: Limits = Limits(), refused: @escaping Refused, answer: @escaping Answer
    ) {
        self.init(descriptor: socket.descriptor, limits: limits, refused: refused, answer: answer) { channel in
            channel.socketPeer.map { .user($0.uid) }
        }
    }

    private init(
        descriptor: Int32, limits: Limits, refused: @escaping Refused, answer: @escaping Answer,
        owner: @escaping @Sendable (any Channel) -> EventLoopFuture<PeerOwner>
    ) {
        let connections = CallbackConnections(limit: limits.connections)
        let strangers = RefusedUsers()
        self.connections = connections
        farewell = TimeAmount(limits.farewell)
        // One loop for the port and its connections: little happens here, and all of it in order.
        listener = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton.next())
            .childChannelInitializer { channel in
                owner(channel).flatMapThrowing { owner in
                    guard owner.isTrusted else {
                        if strangers.isNew(owner.uid) { refused(owner.uid) }
                        throw TurnedAway()
                    }
                    guard connections.admit(channel) else { throw TurnedAway() }
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.configureHTTPServerPipeline(
                        withPipeliningAssistance: false, withErrorHandling: false,
                        withEncoderConfiguration: HTTPResponseEncoder.Configuration(),
                        withDecoderLimitConfiguration: Self.decoderLimits)
                    try pipeline.addHandler(
                        CallbackConnection(
                            connections: connections, patience: limits.patience, uid: owner.uid, answer: answer))
                }
            }
            .withBoundSocket(descriptor)
    }

    /// Some times what a browser sends with all the cookies that 127.0.0.1 ever set. NIO's own is 2 MiB.
    private static var decoderLimits: NIOHTTPDecoderLimitConfiguration {
        var limits = NIOHTTPDecoderLimitConfiguration()
        limits.maxHeaderListSize = 64 << 10
        return limits
    }

    /// Lets answers that are under way come to their end, and returns when every connection is closed. Not to be
    /// called by an answer.
    public func stop() async {
        try? await stopped().get()
    }

    /// ``stop()-async`` for a thread that may block.
    public func stop() {
        try? stopped().wait()
    }

    private func stopped() -> EventLoopFuture<Void> {
        listener.flatMap { [connections, farewell] listener in
            listener.close(promise: nil)
            return listener.closeFuture.flatMap { connections.end(within: farewell, on: listener.eventLoop) }
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

/// What makes NIO close a connection before its first byte is read.
private struct TurnedAway: Error {}
