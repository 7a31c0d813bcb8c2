import Glibc
import Gzip
import Text

/// The rows of a shipped object, one after the other.
package struct ShippedLines: ~Copyable {
    package enum Failure: Error {
        case notGzip
        case truncated
        /// A line that is no row, or a row whose bytes do not have its hash; counted from 1.
        case badLine(Int)
    }

    /// In bytes. A row with the longest paths and names has some kilobytes.
    private static let longestLine = 1 << 20
    /// Larger memory would come from the kernel, and go back to it, each time.
    private static let piece = 64 << 10

    private var reader: GzipReader
    private var buffer: [UInt8] = []
    private var rest: [UInt8] = []
    private var position = 0
    private var count = 0

    /// - Throws: ``Failure``.
    package init(_ object: [UInt8]) throws(Failure) {
        do throws(GzipReader.Failure) {
            reader = try GzipReader(object)
        } catch {
            throw .notGzip
        }
    }

    /// The next row; nil after the last.
    ///
    /// - Throws: ``Failure``.
    package mutating func next() throws(Failure) -> ShippedLine? {
        guard let line = try nextText() else { return nil }
        guard let row = ShippedLine(line) else { throw .badLine(count) }
        return row
    }

    /// The place of the next line feed.
    private var endOfLine: Int? {
        unsafe rest.withUnsafeBytes { bytes in
            guard let start = bytes.baseAddress, position < bytes.count else { return nil }
            let found = unsafe memchr(start + position, Int32(UInt8(ascii: "\n")), bytes.count - position)
            return unsafe found.map { unsafe UnsafeRawPointer($0) - start }
        }
    }

    /// The next line.
    mutating func nextText() throws(Failure) -> ArraySlice<UInt8>? {
        while true {
            if let end = endOfLine {
                count += 1
                let line = rest[position..<end]
                position = end + 1
                return line
            }
            rest.removeSubrange(..<position)
            position = 0
            // A small file can become a line without end.
            guard rest.count <= Self.longestLine else { throw .badLine(count + 1) }
            let hasMore: Bool
            do throws(GzipReader.Failure) {
                hasMore = try reader.read(into: &buffer, atMost: Self.piece)
            } catch {
                throw error == .truncated ? .truncated : .notGzip
            }
            guard hasMore else {
                if rest.isEmpty { return nil }
                throw .truncated
            }
            rest += buffer
        }
    }
}
