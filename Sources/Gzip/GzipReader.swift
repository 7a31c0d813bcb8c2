internal import CZlib

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
