import NIOCore
import RelayProtocol

/// Splits the bytes of a connection into lines.
struct LineBuffer {
    /// The line is longer than allowed.
    struct TooLong: Error {}

    private let limit: Int
    private var bytes = ByteBuffer()
    /// The number of bytes that were already searched for a line break.
    private var searched = 0

    init(limit: Int = RelayCall.longestLine) {
        self.limit = limit
    }

    mutating func append(_ more: inout ByteBuffer) {
        if bytes.readableBytes == 0 {
            bytes = more
        } else {
            bytes.discardReadBytes()
            bytes.writeBuffer(&more)
        }
    }

    /// The next complete line without its line break.
    mutating func next() throws(TooLong) -> [UInt8]? {
        let rest = bytes.readableBytesView.dropFirst(searched)
        guard let end = rest.firstIndex(of: UInt8(ascii: "\n")) else {
            searched = bytes.readableBytes
            guard searched <= limit else { throw TooLong() }
            return nil
        }
        let length = end - bytes.readerIndex
        guard length <= limit, let line = bytes.readBytes(length: length) else { throw TooLong() }
        bytes.moveReaderIndex(forwardBy: 1)
        searched = 0
        return line
    }
}
