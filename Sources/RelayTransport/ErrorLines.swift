import NIOCore

/// Forwards the lines of an error output, limited in length and number so that the rest of the terminal stays
/// readable.
final class ErrorLines: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    /// In bytes. The rest of a longer line is dropped.
    private static let longestLine = 1_024
    /// The maximum number of lines per minute: several times a banner with terms of use.
    private static let mostLines = 60
    private static let mostBytes = 8_192
    private static let window = TimeAmount.minutes(1)

    private let deliver: (String) -> Void
    private var line: [UInt8] = []
    /// The length of ``line`` including the dropped part.
    private var length = 0
    private var lines = 0
    private var bytes = 0
    private var leftOut = (lines: 0, bytes: 0)
    private var windowEnd: Scheduled<Void>?

    init(_ deliver: @escaping (String) -> Void) {
        self.deliver = deliver
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        for byte in Self.unwrapInboundIn(data).readableBytesView {
            if byte == UInt8(ascii: "\n") {
                finish(on: context.eventLoop)
            } else {
                length += 1
                if line.count < Self.longestLine { line.append(byte) }
            }
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        finish(on: context.eventLoop)
        windowEnd?.cancel()
        endWindow()
    }

    private func finish(on loop: any EventLoop) {
        defer {
            line = []
            length = 0
        }
        let cut = length - line.count
        if line.last == UInt8(ascii: "\r"), cut == 0 { line.removeLast() }
        guard !line.isEmpty else { return }
        guard lines < Self.mostLines, bytes < Self.mostBytes else {
            leftOut.lines += 1
            leftOut.bytes += length + 1
            return
        }
        if windowEnd == nil {
            windowEnd = loop.assumeIsolated().scheduleTask(in: Self.window) { [weak self] in self?.endWindow() }
        }
        lines += 1
        bytes += line.count
        deliver(String(decoding: line, as: UTF8.self) + (cut > 0 ? " (\(cut) more bytes)" : ""))
    }

    private func endWindow() {
        if leftOut.lines > 0 {
            let size = leftOut.bytes < 1_024 ? "\(leftOut.bytes) bytes" : "\(leftOut.bytes >> 10) KiB"
            deliver("(\(leftOut.lines) more lines, \(size), were left out)")
        }
        (lines, bytes, leftOut, windowEnd) = (0, 0, (0, 0), nil)
    }
}
