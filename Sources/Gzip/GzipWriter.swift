internal import CZlib

/// Makes a gzip file (RFC 1952), a piece at a time.
///
/// The same pieces give the same bytes: the header has no time and no name.
@safe package struct GzipWriter: ~Copyable {
    /// A shipper waits for it, and a history is repetitive: at 5 µs a row a twentieth remains. Level 4 takes twice as long
    /// for a quarter less.
    private static let level: Int32 = 1
    private static let step = 1 << 16

    private let stream: UnsafeMutablePointer<z_stream>
    private let output: UnsafeMutableBufferPointer<UInt8>
    private var written: [UInt8] = []

    package init() {
        unsafe stream = .allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        unsafe output = .allocate(capacity: Self.step)
        let code = unsafe farsign_deflate_begin(stream, Self.level)
        precondition(code == Z_OK, "zlib begins, unless there is no memory")
    }

    deinit {
        unsafe deflateEnd(stream)
        unsafe stream.deallocate()
        unsafe output.deallocate()
    }

    package mutating func write(_ piece: UnsafeRawBufferPointer) {
        let bytes = unsafe piece.assumingMemoryBound(to: UInt8.self)
        unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: bytes.baseAddress)
        unsafe stream.pointee.avail_in = UInt32(bytes.count)
        deflate(Z_NO_FLUSH)
    }

    /// The whole file.
    package consuming func finish() -> [UInt8] {
        unsafe stream.pointee.avail_in = 0
        deflate(Z_FINISH)
        return written
    }

    private mutating func deflate(_ flush: Int32) {
        repeat {
            unsafe stream.pointee.next_out = output.baseAddress
            unsafe stream.pointee.avail_out = UInt32(Self.step)
            _ = unsafe CZlib.deflate(stream, flush)
            unsafe written.append(contentsOf: output.prefix(Self.step - Int(stream.pointee.avail_out)))
        } while unsafe stream.pointee.avail_out == 0
    }
}
