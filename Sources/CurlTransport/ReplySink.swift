import FarsignCore
import Text

/// Where libcurl puts the reply, piece by piece, within limits.
///
/// A class, since C keeps its address for the length of a transfer.
final class ReplySink {
    /// Token endpoints send about 1 KiB of headers.
    static let headerLimit = 64 << 10

    private(set) var headers: [String: String] = [:]
    private(set) var body: [UInt8] = []
    /// The transfer was cut because the reply passed a limit.
    private(set) var overflowed = false

    private let bodyLimit: Int
    /// Of everything that came before the body, interim replies (1xx) included.
    private var headerBytes = 0

    init(bodyLimit: Int) {
        self.bodyLimit = bodyLimit
        // A token reply is below 8 KiB. With room for it from the start, growing leaves no copy of a token behind.
        body.reserveCapacity(16 << 10)
    }

    /// One line, its end included. False cuts the transfer.
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
            // RFC 9110, section 5.1: a token, which is ASCII. Any other might take long to be hashed.
            guard name.isIdentifier else { return true }
            let value = unsafe Self.trimmed(line[(colon + 1)...])
            // RFC 9110, section 5.3: lines of one name are one list.
            headers[name] = headers[name].map { "\($0), \(value)" } ?? value
        }
        return true
    }

    /// A piece of the body. False cuts the transfer.
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
