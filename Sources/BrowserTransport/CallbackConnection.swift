import BrowserSignIn
import NIOCore
import NIOHTTP1

/// A browser's connection: one request, its response, then the connection is closed.
final class CallbackConnection: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart

    private enum Phase {
        case reading(HTTPRequestHead?)
        case handler
    }

    private let connections: CallbackConnections
    private let requestTimeout: TimeAmount
    private let answer: CallbackServer.Answer
    private let uid: Int?
    private var phase = Phase.reading(nil)
    private var deadline: Scheduled<Void>?

    /// - Parameter uid: the owner of the peer's process; nil if the kernel does not say.
    init(
        connections: CallbackConnections, requestTimeout: Duration, uid: Int?, answer: @escaping CallbackServer.Answer
    ) {
        self.uid = uid
        self.connections = connections
        self.requestTimeout = TimeAmount(requestTimeout)
        self.answer = answer
    }

    func channelActive(context: ChannelHandlerContext) {
        setDeadline(context.channel)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        deadline?.cancel()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        // Drop data after the request, so that the response is not lost with it (RFC 9112, section 9.6).
        guard case .reading(let head) = phase else { return }
        switch unwrapInboundIn(data) {
        case .head(let head):
            if head.headers.contains(name: "transfer-encoding") || head.headers["content-length"] != [] {
                refuse(context.channel)
            } else {
                phase = .reading(head)
            }
        case .body: break
        case .end:
            guard let head, connections.beginAnswer(context.channel) else { return }
            phase = .handler
            deadline?.cancel()
            let request = BrowserRequest(
                method: head.method.rawValue, target: head.uri,
                headers: head.headers.map { (name: $0.name, value: $0.value) }, uid: uid)
            let (answer, channel) = (answer, context.channel)
            let this = NIOLoopBound(self, eventLoop: context.eventLoop)
            Task {
                let response = await answer(request)
                channel.eventLoop.execute { this.value.send(response, to: head.method, over: channel) }
            }
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if case .reading = phase, error is HTTPParserError {
            refuse(context.channel)
        } else {
            context.close(promise: nil)
        }
    }

    private func refuse(_ channel: any Channel) {
        phase = .handler
        send(.badRequest, over: channel)
    }

    private func send(_ response: BrowserResponse, to method: HTTPMethod = .GET, over channel: any Channel) {
        var headers = HTTPHeaders(response.headers.map { ($0.name, $0.value) })
        headers.add(name: "Content-Length", value: String(response.body.utf8.count))
        headers.add(name: "Connection", value: "close")
        let head = HTTPResponseHead(
            version: .http1_1, status: HTTPResponseStatus(statusCode: response.status), headers: headers)
        channel.write(HTTPServerResponsePart.head(head), promise: nil)
        if method != .HEAD {
            let body = channel.allocator.buffer(string: response.body)
            channel.write(HTTPServerResponsePart.body(.byteBuffer(body)), promise: nil)
        }
        let connections = connections
        channel.writeAndFlush(HTTPServerResponsePart.end(nil)).whenComplete { _ in
            connections.endAnswer(channel)
            channel.close(mode: .output, promise: nil)
        }
        setDeadline(channel)
    }

    private func setDeadline(_ channel: any Channel) {
        deadline?.cancel()
        deadline = channel.eventLoop.scheduleTask(in: requestTimeout) { channel.close(promise: nil) }
    }
}
