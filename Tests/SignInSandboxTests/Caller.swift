import NIOCore
import NIOPosix

/// An HTTP client that sends what it is told, byte for byte: what a well-behaved
/// library would refuse to send has to reach the sandbox as well.
struct Caller {
    enum Ending: Sendable, Hashable { case closed, reset }

    struct Answer: Sendable {
        var status = 0
        var headers: [(name: String, value: String)] = []
        var body: [UInt8] = []
        var ending = Ending.closed

        var text: String { String(decoding: body, as: UTF8.self) }

        subscript(_ header: String) -> String? {
            headers.first { $0.name.lowercased() == header.lowercased() }?.value
        }
    }

    let endpoint: String

    private var port: Int { Int(endpoint.split(separator: ":").last ?? "") ?? 0 }
    var host: String { "127.0.0.1:\(port)" }

    func get(_ target: String, headers: [(String, String)] = []) async throws -> Answer {
        try await send("GET", target, headers)
    }

    /// - Parameter headers: in addition to `Host`, unless one is among them, and `Content-Length`.
    func send(
        _ method: String, _ target: String, _ headers: [(String, String)] = [], body: String = ""
    ) async throws -> Answer {
        var lines = ["\(method) \(target) HTTP/1.1", "Connection: close"]
        if !headers.contains(where: { $0.0 == "Host" }) { lines.append("Host: \(host)") }
        lines += headers.map { "\($0.0): \($0.1)" }
        if method != "GET" { lines.append("Content-Length: \(body.utf8.count)") }
        return try await exchange(lines.joined(separator: "\r\n") + "\r\n\r\n" + body)
    }

    private func exchange(_ request: String) async throws -> Answer {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        var bytes: [UInt8] = []
        var ending = Ending.closed
        do {
            bytes = try await channel.executeThenClose { inbound, outbound in
                try await outbound.write(ByteBuffer(string: request))
                var received: [UInt8] = []
                for try await buffer in inbound { received += buffer.readableBytesView }
                return received
            }
        } catch is IOError {
            ending = .reset
        }
        return Self.parsed(bytes, ending)
    }

    private static func parsed(_ bytes: [UInt8], _ ending: Ending) -> Answer {
        var answer = Answer(ending: ending)
        guard let gap = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else { return answer }
        let lines = String(decoding: bytes[..<gap.lowerBound], as: UTF8.self).split(separator: "\r\n")
        answer.status = Int(lines[0].split(separator: " ")[1]) ?? 0
        answer.headers = lines.dropFirst().map { line in
            let sides = line.split(separator: ":", maxSplits: 1)
            return (String(sides[0]), String(sides[1].drop { $0 == " " }))
        }
        answer.body = Array(bytes[gap.upperBound...])
        return answer
    }
}
