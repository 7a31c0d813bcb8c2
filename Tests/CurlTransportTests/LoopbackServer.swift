import Dispatch
import Foundation
import Glibc
import Synchronization

/// A TCP server on a loopback port of the kernel's choice. It answers with
/// any bytes at all, which no real HTTP server would.
final class LoopbackServer: Sendable {
    let port: Int
    private let listener: Int32
    private let count = Mutex(0)

    var url: String { "http://127.0.0.1:\(port)/v1/token" }
    /// How many clients have connected.
    var connections: Int { count.withLock { $0 } }

    /// Runs `body` while every client gets `serve`, on a thread of its own.
    static func run<Result>(
        _ serve: @escaping @Sendable (Connection) -> Void, _ body: (LoopbackServer) throws -> Result
    ) throws -> Result {
        let server = try LoopbackServer()
        let isOver = DispatchSemaphore(value: 0)
        DispatchQueue(label: "accept").async {
            server.accept(serve)
            isOver.signal()
        }
        defer {
            _ = shutdown(server.listener, Int32(SHUT_RDWR))
            isOver.wait()
            close(server.listener)
        }
        return try body(server)
    }

    private init() throws {
        let descriptor = socket(AF_INET, Self.stream, 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, size) == 0 && listen(descriptor, 16) == 0
                    && getsockname(descriptor, $0, &size) == 0
            }
        }
        guard isBound else { throw POSIXError(.EADDRNOTAVAIL) }
        listener = descriptor
        port = Int(UInt16(bigEndian: address.sin_port))
    }

    private func accept(_ serve: @escaping @Sendable (Connection) -> Void) {
        while true {
            let client = Glibc.accept(listener, nil, nil)
            guard client >= 0 else { return }
            count.withLock { $0 += 1 }
            DispatchQueue(label: "client").async {
                serve(Connection(descriptor: client))
                close(client)
            }
        }
    }

    /// A connection to a port of this machine, for a proxy's far side.
    static func connect(to port: UInt16) -> Connection? {
        let descriptor = socket(AF_INET, stream, 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isConnected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { Glibc.connect(descriptor, $0, size) == 0 }
        }
        return isConnected ? Connection(descriptor: descriptor) : nil
    }

    private static let stream = Int32(SOCK_STREAM.rawValue)
}

/// One client of a ``LoopbackServer``.
struct Connection: Sendable {
    let descriptor: Int32

    /// What has come, at most 64 KiB; empty when the client is gone.
    func read() -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 64 << 10)
        let count = recv(descriptor, &bytes, bytes.count, 0)
        return Array(bytes.prefix(max(count, 0)))
    }

    /// False when the client is gone.
    @discardableResult
    func write(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    @discardableResult
    func write(_ text: String) -> Bool {
        write(Array(text.utf8))
    }

    /// Everything up to the blank line, and the body that `Content-Length` announces.
    @discardableResult
    func readRequest() -> CapturedRequest {
        var bytes: [UInt8] = []
        while true {
            if let request = CapturedRequest(bytes) { return request }
            let piece = read()
            guard !piece.isEmpty else { return CapturedRequest(lines: [], body: bytes) }
            bytes += piece
        }
    }

    func waitForClose() {
        while !read().isEmpty {}
    }

    /// Has the close send a reset and not an end.
    func reset() {
        var linger = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout.size(ofValue: linger)))
    }
}

/// A request as it came over the wire.
struct CapturedRequest: Sendable {
    let lines: [String]
    let body: [UInt8]

    init(lines: [String], body: [UInt8]) {
        self.lines = lines
        self.body = body
    }

    /// Nil while it is not complete.
    init?(_ bytes: [UInt8]) {
        guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
        let lines = String(decoding: bytes[..<end.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
        let length = lines.lazy.compactMap { line -> Int? in
            line.lowercased().hasPrefix("content-length: ") ? Int(line.dropFirst(16)) : nil
        }
        guard bytes.count - end.upperBound >= length.first ?? 0 else { return nil }
        self.init(lines: lines, body: Array(bytes[end.upperBound...]))
    }

    /// The value of the one header of that name.
    func header(_ name: String) -> String? {
        let values = lines.dropFirst().filter { $0.lowercased().hasPrefix(name + ": ") }
        return values.count == 1 ? values.first.map { String($0.dropFirst(name.utf8.count + 2)) } : nil
    }
}
