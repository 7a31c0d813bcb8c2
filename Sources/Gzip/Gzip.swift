internal import CZlib

/// Gzip (RFC 1952) with zlib.
package enum Gzip {
    /// A shipper waits for it, and a history is repetitive: at 5 µs a row a twentieth remains. Level 4 takes twice as long
    /// for a quarter less.
    private static let level: Int32 = 1

    /// The same bytes for the same input: the header has no time and no name.
    package static func compressed(_ bytes: [UInt8]) -> [UInt8] {
        var stream = unsafe z_stream()
        guard unsafe farsign_deflate_begin(&stream, level) == Z_OK else { return [] }
        defer { unsafe deflateEnd(&stream) }
        let bound = unsafe Int(deflateBound(&stream, UInt(bytes.count)))
        return unsafe bytes.withUnsafeBufferPointer { input in
            unsafe [UInt8](unsafeUninitializedCapacity: bound) { output, count in
                unsafe stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
                unsafe stream.avail_in = UInt32(input.count)
                unsafe stream.next_out = output.baseAddress
                unsafe stream.avail_out = UInt32(bound)
                let code = unsafe deflate(&stream, Z_FINISH)
                precondition(code == Z_STREAM_END, "deflateBound is enough for one step")
                count = unsafe bound - Int(stream.avail_out)
            }
        }
    }
}

/// Takes a gzip file apart, a piece at a time, so that no file decides how much memory it takes.
@safe package struct GzipReader: ~Copyable {
    package enum Failure: Error {
        case notGzip
        case truncated
    }

    private let stream: UnsafeMutablePointer<z_stream>
    private let input: UnsafeMutableBufferPointer<UInt8>
    private var hasEnded = false

    package init(_ bytes: [UInt8]) throws(Failure) {
        unsafe stream = .allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        unsafe input = .allocate(capacity: bytes.count)
        _ = unsafe input.initialize(from: bytes)
        unsafe stream.pointee.next_in = input.baseAddress
        unsafe stream.pointee.avail_in = UInt32(clamping: bytes.count)
        guard unsafe farsign_inflate_begin(stream) == Z_OK else { throw .notGzip }
    }

    deinit {
        unsafe inflateEnd(stream)
        unsafe stream.deallocate()
        unsafe input.deallocate()
    }

    /// Replaces the content of `buffer` with the next piece, which is as large as the buffer's capacity at most.
    ///
    /// - Returns: false after the last piece.
    package mutating func read(into buffer: inout [UInt8], atMost capacity: Int) throws(Failure) -> Bool {
        if hasEnded { return false }
        var code = Z_OK
        let stream = unsafe self.stream
        buffer = unsafe [UInt8](unsafeUninitializedCapacity: capacity) { output, count in
            unsafe stream.pointee.next_out = output.baseAddress
            unsafe stream.pointee.avail_out = UInt32(capacity)
            code = unsafe inflate(stream, Z_NO_FLUSH)
            count = unsafe capacity - Int(stream.pointee.avail_out)
        }
        switch code {
        case Z_STREAM_END:
            // Anything after the end was not written by farsign.
            guard unsafe stream.pointee.avail_in == 0 else { throw .notGzip }
            hasEnded = true
        case Z_OK: break
        case Z_BUF_ERROR: throw .truncated
        default: throw .notGzip
        }
        return true
    }
}
