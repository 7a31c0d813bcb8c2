import Session
import Text

/// Collects the reply from libcurl, piece by piece and within limits.
///
/// It is a class, because C keeps its address during a transfer.
final class ReplySink {
    /// The maximum size in bytes. Token endpoints send about 1 KiB of headers.
    static let headerLimit = 64 << 10

    private(set) var headers: [String: String] = [:]
    private(set) var body: [UInt8] = []
    /// Whether the transfer was aborted because the reply exceeded a limit.
    private(set) var overflowed = false

    private let bodyLimit: Int
    /// The size of everything before the body, including interim replies (1xx).
    private var headerBytes = 0

    init(bodyLimit: Int) {
        self.bodyLimit = bodyLimit
        // A token reply is below 8 KiB. Reserving more from the start avoids reallocations, which would leave copies
        // of tokens in memory.
        body.reserveCapacity(16 << 10)
    }

    /// Takes one header line with its line break. Returning false aborts the transfer.
    func takeHeader(_ line: UnsafeRawBufferPointer) -> Bool {
        headerBytes += line.count
        guard headerBytes <= Self.headerLimit else {
            overflowed = true
            return false
        }
        if unsafe line.starts(with: "HTTP/".utf8) {
            headers = [:]
        } else if let colon = unsafe line.firstIndex(of: UInt8(ascii: ":")) {
            let name = unsafe String(decoding: line[..<colon], as: UTF8.self).lowercased()
            // RFC 9110, section 5.1: a name is a token and therefore ASCII. Other names might take long to hash.
            guard name.isIdentifier else { return true }
            let value = unsafe Self.trimmed(line[(colon + 1)...])
            // RFC 9110, section 5.3: lines with the same name form one list.
            headers[name] = headers[name].map { "\($0), \(value)" } ?? value
        }
        return true
    }

    /// Takes a piece of the body. Returning false aborts the transfer.
    func takeBody(_ piece: UnsafeRawBufferPointer) -> Bool {
        guard piece.count <= bodyLimit - body.count else {
            overflowed = true
            return false
        }
        unsafe body.append(contentsOf: piece)
        return true
    }

    private static func trimmed(_ value: Slice<UnsafeRawBufferPointer>) -> String {
        let isSpace: (UInt8) -> Bool = { " \t\r\n".utf8.contains($0) }
        let start = unsafe value.drop(while: isSpace)
        guard let last = unsafe start.lastIndex(where: { !isSpace($0) }) else { return "" }
        return unsafe String(decoding: start[...last], as: UTF8.self)
    }
}
