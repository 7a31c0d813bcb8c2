import NIOCore
import NIOHTTP1

typealias HTTPChannel = NIOAsyncChannel<HTTPServerRequestPart, HTTPServerResponsePart>

/// A client's connection: reads requests one after the other and sends the replies.
struct Connection: Sendable {
    let channel: HTTPChannel
    let answer: @Sendable (Request) -> Reply

    /// The maximum body in bytes, more than any request of the service needs. A larger request closes the connection.
    static let largestBody = 1 << 20

    /// Returns when either side has closed the connection.
    func serve() async throws {
        try await channel.executeThenClose { inbound, outbound in
            var head: HTTPRequestHead?
            var body: [UInt8] = []
            for try await part in inbound {
                switch part {
                case .head(let received):
                    head = received
                    body = []
                case .body(let buffer):
                    guard body.count + buffer.readableBytes <= Self.largestBody else { return }
                    body += buffer.readableBytesView
                case .end:
                    guard let received = head else { return }
                    let reply = answer(
                        Request(
                            method: received.method.rawValue, target: received.uri, headers: received.headers,
                            body: body, source: source))
                    let delivery = ReplyDelivery(reply: reply, request: received, channel: channel.channel)
                    // After a reply that is withheld for good, only wait for the client to close the connection.
                    guard try await delivery.send(to: outbound) else { return }
                }
            }
        }
    }

    private var source: String {
        guard let address = channel.channel.remoteAddress, let host = address.ipAddress, let port = address.port else {
            return "unknown"
        }
        return "\(host):\(port)"
    }
}
