import Dispatch
import Glibc
package import POSIX
import Synchronization
import Testing
package import Text

/// A connection without a protocol: bytes out, lines in.
package final class RawConnection: Sendable {
    private let descriptor: Int32
    private let queue = DispatchQueue(label: "raw-connection")
    private let buffered = Mutex<[UInt8]>([])

    package init(to socket: UnixSocket) throws {
        descriptor = try socket.connect()
    }

    /// Takes a descriptor over.
    package init(_ descriptor: Int32) {
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }

    /// Blocks another thread until all of it is on its way. False where the other end is gone.
    @discardableResult
    package func send(_ bytes: [UInt8]) async -> Bool {
        await onQueue { descriptor in
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes {
                    Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                }
                if count > 0 {
                    rest = rest.dropFirst(count)
                } else if errno == EAGAIN {
                    awaitReady(descriptor, POLLOUT)
                } else {
                    return false
                }
            }
            return true
        }
    }

    @discardableResult
    package func send(_ line: String) async -> Bool {
        await send(Array((line + "\n").utf8))
    }

    /// Sends until the other end takes no more for a while. How many bytes that were; nil where it takes `limit`.
    package func sendUntilHeld(_ line: String, limit: Int) async -> Int? {
        let bytes = Array((line + "\n").utf8)
        return await onQueue { descriptor in
            var sent = 0
            while sent < limit {
                let count = Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
                if count > 0 {
                    sent += count
                } else if !awaitReady(descriptor, POLLOUT, milliseconds: 300) {
                    return sent
                }
            }
            return nil
        }
    }

    package func endSending() {
        shutdown(descriptor, Int32(SHUT_WR))
    }

    /// The next line without its line break; nil at the end.
    package func next() async -> String? {
        await onQueue { [self] descriptor in
            var bytes = buffered.withLock { $0 }
            var chunk = [UInt8](repeating: 0, count: 65_536)
            while true {
                if let end = bytes.firstIndex(of: 0x0A) {
                    buffered.withLock { $0 = Array(bytes[(end + 1)...]) }
                    return String(decoding: bytes[..<end], as: UTF8.self)
                }
                let count = recv(descriptor, &chunk, chunk.count, 0)
                if count > 0 {
                    bytes += chunk.prefix(count)
                } else if count < 0, errno == EAGAIN {
                    awaitReady(descriptor, POLLIN)
                } else {
                    return nil
                }
            }
        }
    }

    /// Whether nothing has come that was not taken.
    package func isQuiet() async -> Bool {
        await onQueue { [self] descriptor in
            var byte: UInt8 = 0
            return buffered.withLock(\.isEmpty) && recv(descriptor, &byte, 1, Int32(MSG_PEEK | MSG_DONTWAIT)) < 0
        }
    }

    package func nextJSON() async -> JSONValue? {
        guard let line = await next() else { return nil }
        return try? JSONValue(parsing: Array(line.utf8))
    }

    /// The code of the error in the next line, by its stable name.
    package func nextError() async -> String? {
        await nextJSON()?["error"]?["data"]?["code"]?.text
    }

    /// Says hello, and takes the answer.
    package func hello() async throws {
        await send(Self.request(0, "hello", #"{"protocol":1,"client":"test/1"}"#))
        try #require(await nextJSON()?["result"]?["host"] == .string("web1"))
    }

    package static func request(_ id: Int, _ method: String, _ params: String = "{}") -> String {
        #"{"jsonrpc":"2.0","id":\#(id),"method":"\#(method)","params":\#(params)}"#
    }

    private func onQueue<Value: Sendable>(_ body: @escaping @Sendable (Int32) -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            queue.async { [descriptor] in continuation.resume(returning: body(descriptor)) }
        }
    }
}

/// False when the time passed.
@discardableResult
private func awaitReady(_ descriptor: Int32, _ events: Int32, milliseconds: Int32 = -1) -> Bool {
    var entry = pollfd(fd: descriptor, events: Int16(events), revents: 0)
    return poll(&entry, 1, milliseconds) > 0
}
