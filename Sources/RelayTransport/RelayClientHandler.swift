import NIOCore
import RelayProtocol
import Text

/// Sends requests and parses answers on the client side, on the channel's event loop.
final class RelayClientHandler {
    /// The maximum output of a shell's start-up before the answer to `hello`.
    private static let mostSkipped = 64 << 10
    private static let helloID = RelayID.number(0)

    let greeting: EventLoopPromise<RelayGreeting>
    private let client: String
    private let helloTimeout: TimeAmount
    private var context: ChannelHandlerContext?
    private var lines = LineBuffer()
    private var skipped = 0
    private var isGreeted = false
    private var helloTimer: Scheduled<Void>?
    private var lastID = 0
    private var sent: [RelayID: Call] = [:]
    private var unsent = CircularBuffer<Call>()
    private var end: (any Error)?

    private struct Call {
        let request: RelayRequest
        let answer: EventLoopPromise<JSONValue>
        let timer: Scheduled<Void>?

        func finish(_ result: Result<JSONValue, any Error>) {
            timer?.cancel()
            answer.completeWith(result)
        }
    }

    /// - Parameters:
    ///   - client: the relay's program and version.
    ///   - helloTimeout: until the answer to `hello`.
    init(client: String, helloTimeout: TimeAmount, on loop: any EventLoop) {
        self.client = client
        self.helloTimeout = helloTimeout
        greeting = loop.makePromise()
    }

    func call(_ call: RelayCall, timeout: TimeAmount) -> EventLoopFuture<JSONValue> {
        let answer = greeting.futureResult.eventLoop.makePromise(of: JSONValue.self)
        lastID += 1
        let request = RelayRequest(id: .number(lastID), call: call)
        if let end {
            answer.fail(end)
        } else if request.line.reveal().count > RelayCall.longestLine + 1 {
            answer.fail(RelayError(.badReply, "the reply is longer than a line of the relay protocol"))
        } else {
            unsent.append(Call(request: request, answer: answer, timer: timeOut(after: timeout)))
            send()
        }
        return answer.futureResult
    }

    private func send() {
        while sent.count < RelayCall.mostOutstanding, let call = unsent.popFirst() {
            sent[call.request.id] = call
            write(call.request)
        }
    }

    private func write(_ request: RelayRequest) {
        guard let context else { return }
        let line = context.channel.allocator.buffer(bytes: request.line.reveal())
        context.writeAndFlush(Self.wrapOutboundOut(line), promise: nil)
    }

    private func timeOut(after time: TimeAmount) -> Scheduled<Void>? {
        context?.eventLoop.assumeIsolated().scheduleTask(in: time) { [self] in
            finish(because: RelayLinkError(.timedOut, "the broker did not answer in time"))
        }
    }
}

extension RelayClientHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func channelActive(context: ChannelHandlerContext) {
        helloTimer = timeOut(after: helloTimeout)
        write(RelayRequest(id: Self.helloID, call: .hello(version: RelayCall.version, client: client)))
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = Self.unwrapInboundIn(data)
        lines.append(&bytes)
        do {
            while end == nil, let line = try lines.next() { take(line) }
        } catch {
            finish(because: isGreeted ? Self.unexpected : Self.tooMuchBefore)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        finish(because: Self.lost)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        finish(because: Self.lost)
    }

    private func take(_ line: [UInt8]) {
        guard isGreeted else { return takeBeforeGreeting(line) }
        guard let answer = RelayAnswer(line: line), let id = answer.id, let call = sent.removeValue(forKey: id) else {
            return finish(because: Self.unexpected)
        }
        call.finish(answer.result.mapError { $0 })
        send()
    }

    private func takeBeforeGreeting(_ line: [UInt8]) {
        guard let answer = RelayAnswer(line: line), answer.id == Self.helloID else {
            skipped += line.count + 1
            if skipped > Self.mostSkipped { finish(because: Self.tooMuchBefore) }
            return
        }
        helloTimer?.cancel()
        switch answer.result {
        case .success(let json):
            guard let greeting = RelayGreeting(json: json) else { return finish(because: Self.unexpected) }
            isGreeted = true
            self.greeting.succeed(greeting)
        case .failure(let error): finish(because: error)
        }
    }

    private func finish(because error: any Error) {
        guard end == nil else { return }
        end = error
        helloTimer?.cancel()
        if !isGreeted { greeting.fail(error) }
        let calls = Array(sent.values) + unsent
        sent = [:]
        unsent = []
        for call in calls { call.finish(.failure(error)) }
        context?.close(promise: nil)
    }

    private static let lost = RelayLinkError(.connectionLost, "the connection to the broker was lost")
    private static let tooMuchBefore = RelayLinkError(
        .unexpectedMessage, "the server printed more than \(mostSkipped >> 10) KiB before farsign answered",
        hint:
            "a start-up file of its shell, such as ~/.bashrc, prints it: make it print nothing without a terminal"
    )
    private static let unexpected = RelayLinkError(
        .unexpectedMessage, "protocol violation: the peer does not speak the relay protocol",
        hint: "use the same version of farsign on both sides")
}
