import POSIX
import Text

/// The bytes of one reply: never more than the limit, and overwritten before their memory is freed.
///
/// A line break is stored only if more bytes follow, and several in a row count as one, so that neither Enter nor an
/// empty line counts towards the limit.
struct ReplyBuffer {
    private let limit: Int
    private var bytes: [UInt8] = []
    private var lineBreak: UInt8?
    private(set) var isTooLong = false

    init(limit: Int) {
        self.limit = limit
    }

    var isEmpty: Bool { bytes.isEmpty && !isTooLong }

    mutating func append(_ byte: UInt8) {
        guard !byte.isLineBreak else {
            if !bytes.isEmpty { lineBreak = byte }
            return
        }
        if let lineBreak {
            store(lineBreak)
            self.lineBreak = nil
        }
        store(byte)
    }

    private mutating func store(_ byte: UInt8) {
        guard !isTooLong else { return }
        guard bytes.count < limit else {
            clear()
            isTooLong = true
            return
        }
        // Reserve everything at once, because a growing array leaves copies of its bytes behind.
        if bytes.isEmpty { bytes.reserveCapacity(limit) }
        bytes.append(byte)
    }

    /// Removes a line break, or a character with all its UTF-8 bytes.
    mutating func removeCharacter() {
        guard lineBreak == nil else {
            lineBreak = nil
            return
        }
        while let last = bytes.last {
            removeByte()
            if last & 0b1100_0000 != 0b1000_0000 { break }
        }
    }

    mutating func removeWord() {
        lineBreak = nil
        while let last = bytes.last, last.isBlank { removeByte() }
        while let last = bytes.last, !last.isBlank { removeByte() }
    }

    private mutating func removeByte() {
        bytes[bytes.count - 1] = 0
        bytes.removeLast()
    }

    mutating func clear() {
        unsafe bytes.withUnsafeMutableBytes { unsafe wipeMemory($0) }
        bytes.removeAll(keepingCapacity: true)
        lineBreak = nil
        isTooLong = false
    }

    /// Returns the reply and starts again; nil if there is only white space.
    mutating func finish() -> Assembled? {
        defer { clear() }
        if isTooLong { return .tooLong }
        if bytes.allSatisfy(\.isBlank) { return nil }
        let reply = Secret(bytes)
        bytes = []
        return .reply(reply)
    }
}

extension UInt8 {
    var isLineBreak: Bool { self == 0x0A || self == 0x0D }
    var isBlank: Bool { self == 0x20 || self == 0x09 || isLineBreak }
}
