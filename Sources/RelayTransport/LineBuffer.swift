import NIOCore
import RelayProtocol

/// The lines of a connection, out of its bytes.
struct LineBuffer {
    /// More bytes than a line may have, with no end in sight.
    struct TooLong: Error {}

    private let limit: Int
    private var bytes = ByteBuffer()
    /// So many of them have been looked at, and hold no line break.
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

    /// The next line that is whole, without its line break.
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
