import NIOCore
import RelayProtocol
import Text

/// The broker's side of a relay connection.
///
/// Everything runs on the channel's event loop; blocking work runs on the queue of the ``RelayServer``. While the
/// maximum number of requests is unanswered or unwritten, it stops reading, which bounds the memory of a connection.
final class RelayServerConnection {
    private let server: RelayServer
    private let limits: RelayLimits
    private let greeted: @Sendable (RelayPeer) -> Void
    private var peer: RelayPeer
    private var context: ChannelHandlerContext?

    private var lines = LineBuffer()
    private var isTaking = false
    private var isReadHeld = false
    /// Requests without an answer from the broker.
    private var unanswered = 0
    /// Answers that are not written to the peer yet.
    private var unwritten = 0

    private var hello = Hello.awaited
    private var closing = Closing.none
    private var polls: LoginsPolls?
    private var helloDeadline: Scheduled<Void>?
    private var silence: Scheduled<Void>?

    private enum Hello {
        case awaited
        case beingAnswered
        case done
    }

    private enum Closing {
        case none
        /// The peer sends no more requests; those that it sent are answered.
        case inputClosed
        /// Only the requests in progress are still answered.
        case shuttingDown
    }

    /// An event that asks a channel to close its connection in an orderly way.
    struct Shutdown {}

    /// - Parameter greeted: called after a valid `hello`.
    init(
        server: RelayServer, limits: RelayLimits, peer: RelayPeer, greeted: @escaping @Sendable (RelayPeer) -> Void
    ) {
        self.server = server
        self.limits = limits
        self.peer = peer
        self.greeted = greeted
    }
}

extension RelayServerConnection: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        polls = LoginsPolls(server: server, on: context.eventLoop) { [unowned self] in answer($0, $1) }
    }

    func channelActive(context: ChannelHandlerContext) {
        helloDeadline = schedule(after: limits.hello) { [self] in
            if hello != .done { close() }
        }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        if hello == .done { server.tellDisconnected(peer) }
        helloDeadline?.cancel()
        silence?.cancel()
        polls?.cancel()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = Self.unwrapInboundIn(data)
        lines.append(&bytes)
        takeLines()
    }

    func read(context: ChannelHandlerContext) {
        if isFull { isReadHeld = true } else { context.read() }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case is Shutdown: close(after: .shuttingDown)
        case ChannelEvent.inputClosed: close(after: .inputClosed)
        default: break
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        close()
    }

    private func close() {
        context?.close(promise: nil)
    }

    private func close(after closing: Closing) {
        if self.closing != .shuttingDown { self.closing = closing }
        polls?.end()
        closeIfDone()
    }

    private func closeIfDone() {
        if closing != .none, unanswered == 0, unwritten == 0 { close() }
    }
}

// Requests and answers.
extension RelayServerConnection {
    private var isFull: Bool {
        hello == .beingAnswered || unanswered + unwritten >= RelayCall.mostOutstanding
    }

    private func takeLines() {
        // An answer that is written immediately calls this function again.
        guard !isTaking else { return }
        isTaking = true
        defer { isTaking = false }
        do {
            while !isFull, closing != .shuttingDown, context != nil, let line = try lines.next() { take(line) }
        } catch {
            return close()
        }
        closeIfDone()
        if !isFull, isReadHeld {
            isReadHeld = false
            context?.read()
        }
    }

    private func take(_ line: [UInt8]) {
        unanswered += 1
        restartSilence()
        let request: RelayRequest
        do {
            request = try RelayRequest(line: line)
        } catch {
            return write(error.answer)
        }
        switch (request.call, hello) {
        case (.hello(let version, let client), .awaited):
            greet(version: version, client: client, id: request.id)
        case (.hello, _):
            answer(request.id, .failure(RelayError(.invalidRequest, "hello was already received")))
        case (_, .awaited), (_, .beingAnswered):
            answer(request.id, .failure(RelayError(.helloFirst, "hello must come first")))
        case (.logins(let known, let wait), .done):
            polls?.add(request.id, known: Set(known), wait: .seconds(wait))
        case (.authorize(let login, let address, let phrase), .done):
            run(request.id) { handler, peer throws(RelayError) in
                try handler.authorize(login, at: address, phrase, for: peer).json
            }
        case (.submit(let login, let reply), .done):
            run(request.id) { handler, peer throws(RelayError) in
                try handler.submit(reply, for: login, from: peer).json
            }
        case (.deny(let login, let state, let error), .done):
            run(request.id) { handler, peer throws(RelayError) in
                try handler.deny(login, state: state, error: error, from: peer)
                return [:]
            }
        case (.refuse(let login), .done):
            run(request.id) { handler, peer throws(RelayError) in
                try handler.refuse(login, from: peer)
                return [:]
            }
        }
    }

    private func run(
        _ id: RelayID,
        _ body: @escaping @Sendable (any RelayHandler, RelayPeer) throws(RelayError) -> JSONValue
    ) {
        let (handler, peer) = (server.handler, peer)
        server.run(on: context?.eventLoop, { () throws(RelayError) in try body(handler, peer) }) {
            self.answer(id, $0)
        }
    }

    private func greet(version: Int, client: String, id: RelayID) {
        guard version == RelayCall.version else {
            return answer(
                id,
                .failure(
                    RelayError(
                        .unsupportedProtocol, "this broker supports only version \(RelayCall.version) of the protocol",
                        hint: "use the same version of farsign on both sides")))
        }
        hello = .beingAnswered
        peer.client = client
        let (handler, peer) = (server.handler, peer)
        server.run(on: context?.eventLoop, { () throws(RelayError) in handler.connected(peer) }) { _ in
            self.hello = .done
            self.greeted(peer)
            self.answer(id, .success(handler.greeting.json))
        }
    }

    private func answer(_ id: RelayID, _ result: Result<JSONValue, RelayError>) {
        write(RelayAnswer(id: id, result))
    }

    private func write(_ answer: RelayAnswer) {
        unanswered -= 1
        guard let context else { return }
        unwritten += 1
        restartSilence()
        let line = context.channel.allocator.buffer(bytes: answer.line)
        context.writeAndFlush(Self.wrapOutboundOut(line)).assumeIsolated().whenComplete { _ in
            self.unwritten -= 1
            self.takeLines()
        }
    }
}

// Deadlines.
extension RelayServerConnection {
    private func restartSilence() {
        silence?.cancel()
        silence = schedule(after: limits.silence) { [self] in
            if unanswered == 0 { close() }
        }
    }

    private func schedule(after duration: Duration, _ body: @escaping () -> Void) -> Scheduled<Void>? {
        context?.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(duration), body)
    }
}
