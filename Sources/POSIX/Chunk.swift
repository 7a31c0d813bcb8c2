import Glibc

/// A buffer for bytes between a descriptor and an assembler. It is wiped afterwards.
package struct Chunk: ~Copyable {
    package enum Outcome {
        case bytes
        /// Another process read the bytes first, or a signal came.
        case nothing
        case end
    }

    private var memory = [UInt8](repeating: 0, count: 4_096)
    private var count = 0

    package init() {}

    package var bytes: ArraySlice<UInt8> { memory[..<count] }

    /// Reads once. A descriptor that cannot be read counts as ended.
    package mutating func fill(from descriptor: Int32) -> Outcome {
        let result = unsafe read(descriptor, &memory, memory.count)
        count = max(result, 0)
        if result > 0 { return .bytes }
        if result < 0, errno == EINTR || errno == EAGAIN { return .nothing }
        return .end
    }

    package mutating func wipe() {
        unsafe memory.withUnsafeMutableBytes { unsafe wipeMemory($0) }
        count = 0
    }
}

/// Overwrites memory before it is freed. The compiler may optimise a plain assignment away.
package func wipeMemory(_ memory: UnsafeMutableRawBufferPointer) {
    if let start = memory.baseAddress { unsafe explicit_bzero(start, memory.count) }
}
