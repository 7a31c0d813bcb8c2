public import FarsignShared
import NIOCore
import NIOHTTP1
import NIOPosix

/// Hands what browsers ask to whoever holds the login: one request a connection, over HTTP/1.1.
///
/// It knows no page and no rule; those are ``BrowserSignIn``'s.
public final class CallbackServer: Sendable {
    public typealias Answer = @Sendable (BrowserRequest) async -> BrowserResponse

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

    /// Serves until ``stop()``, and closes the port then.
    public convenience init(on port: LoopbackPort, limits: Limits = Limits(), answer: @escaping Answer) {
        self.init(descriptor: port.descriptor, limits: limits, answer: answer) { channel in
            channel.eventLoop.makeSucceededVoidFuture()
        }
    }

    /// Serves until ``stop()``, and closes the socket then; its file is left to the caller.
    ///
    /// - Parameter refused: told, on the event loop, of processes that are neither ours nor root's and get no answer.
    package convenience init(
        on socket: ListeningSocket, limits: Limits = Limits(), refused: @escaping @Sendable (SocketPeer) -> Void,
        answer: @escaping Answer
    ) {
        self.init(descriptor: socket.descriptor, limits: limits, answer: answer) { channel in
            channel.socketPeer.flatMapThrowing { peer in
                guard peer.isTrusted else {
                    refused(peer)
                    throw TurnedAway()
                }
            }
        }
    }

    /// - Parameter admit: fails for a connection that is closed at once.
    private init(
        descriptor: Int32, limits: Limits, answer: @escaping Answer,
        admit: @escaping @Sendable (any Channel) -> EventLoopFuture<Void>
    ) {
        let connections = CallbackConnections(limit: limits.connections)
        self.connections = connections
        farewell = TimeAmount(limits.farewell)
        // One loop for the port and its connections: little happens here, and all of it in order.
        listener = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton.next())
            .childChannelInitializer { channel in
                admit(channel).flatMapThrowing {
                    guard connections.admit(channel) else { throw TurnedAway() }
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.addHandler(RequestSizeLimit())
                    try pipeline.configureHTTPServerPipeline(
                        withPipeliningAssistance: false, withErrorHandling: false)
                    try pipeline.addHandler(
                        CallbackConnection(connections: connections, patience: limits.patience, answer: answer))
                }
            }
            .withBoundSocket(descriptor)
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

/// What makes NIO close a connection before its first byte is read.
private struct TurnedAway: Error {}

/// Drops a connection that sends more than any browser's request has. The HTTP decoder limits neither a request's
/// first line nor its body.
private final class RequestSizeLimit: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private static let limit = 64 << 10
    private var taken = 0

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        taken += unwrapInboundIn(data).readableBytes
        if taken > Self.limit {
            context.close(promise: nil)
        } else {
            context.fireChannelRead(data)
        }
    }
}
