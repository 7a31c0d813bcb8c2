import Glibc
import NIOCore
import NIOHTTP1

/// Sends one reply in the requested manner.
struct ReplyDelivery {
    let reply: Reply
    let request: HTTPRequestHead
    let channel: any Channel

    typealias Writer = NIOAsyncChannelOutboundWriter<HTTPServerResponsePart>

    /// Returns whether the connection can take another request.
    func send(to writer: Writer) async throws -> Bool {
        if reply.delay > .zero { try await Task.sleep(for: reply.delay) }
        switch reply.delivery {
        case .never:
            return true
        case .reset:
            try await reset()
            return false
        case .whole:
            try await send(pieces: [ByteBuffer(bytes: reply.body)][...], length: reply.body.count, to: writer)
            try await writer.write(.end(nil))
            return request.isKeepAlive
        case .truncated:
            let half = ByteBuffer(bytes: reply.body.prefix(reply.body.count / 2))
            try await send(pieces: [half][...], length: reply.body.count, to: writer)
            return false
        case .dripping(let time):
            let size = max(1, reply.body.count / Self.drops)
            let pieces = stride(from: 0, to: reply.body.count, by: size).map { start in
                ByteBuffer(bytes: reply.body[start..<min(start + size, reply.body.count)])
            }
            try await send(pieces: pieces[...], length: reply.body.count, pause: time / Self.drops, to: writer)
            try await writer.write(.end(nil))
            return request.isKeepAlive
        case .filled(let bytes):
            try await fill(bytes, to: writer)
            return request.isKeepAlive
        }
    }

    /// The approximate maximum number of pieces of a dripping reply.
    private static let drops = 100

    private func head(length: Int) -> HTTPServerResponsePart {
        var headers = HTTPHeaders(reply.headers.map { ($0.name, $0.value) })
        headers.add(name: "Content-Length", value: String(length))
        if !request.isKeepAlive { headers.add(name: "Connection", value: "close") }
        return .head(HTTPResponseHead(version: .http1_1, status: .init(statusCode: reply.status), headers: headers))
    }

    private func send(
        pieces: ArraySlice<ByteBuffer>, length: Int, pause: Duration = .zero, to writer: Writer
    ) async throws {
        try await writer.write(head(length: length))
        // The reply to HEAD has the length of a body but no body.
        for piece in pieces where piece.readableBytes > 0 && request.method != .HEAD {
            if pause > .zero { try await Task.sleep(for: pause) }
            try await writer.write(.body(.byteBuffer(piece)))
        }
    }

    /// Sends a JSON string of that many bytes without holding it in memory; the writer waits for the client to read.
    private func fill(_ bytes: Int, to writer: Writer) async throws {
        try await writer.write(head(length: bytes))
        try await writer.write(.body(.byteBuffer(ByteBuffer(string: "\""))))
        let piece = ByteBuffer(repeating: UInt8(ascii: "a"), count: 1 << 16)
        var left = bytes - 2
        while left > 0 {
            let slice = piece.getSlice(at: 0, length: min(left, piece.readableBytes)) ?? piece
            try await writer.write(.body(.byteBuffer(slice)))
            left -= slice.readableBytes
        }
        try await writer.write(.body(.byteBuffer(ByteBuffer(string: "\""))))
        try await writer.write(.end(nil))
    }

    /// Closing with a linger time of zero makes the kernel send RST instead of FIN.
    private func reset() async throws {
        if let provider = channel as? any SocketOptionProvider {
            try await provider.setSoLinger(linger(l_onoff: 1, l_linger: 0)).get()
        }
        try await channel.close()
    }
}
