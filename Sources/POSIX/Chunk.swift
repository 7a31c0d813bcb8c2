import Glibc

/// The memory that bytes pass through between a descriptor and an assembler.
package struct Chunk: ~Copyable {
    package enum Outcome {
        case bytes
        /// Another process was faster, or a signal came.
        case nothing
        case end
    }

    private var memory = [UInt8](repeating: 0, count: 4_096)
    private var count = 0

    package init() {}

    package var bytes: ArraySlice<UInt8> { memory[..<count] }

    /// A descriptor that cannot be read has come to its end.
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

/// A plain assignment before memory is freed may be optimised away.
package func wipeMemory(_ memory: UnsafeMutableRawBufferPointer) {
    if let start = memory.baseAddress { unsafe explicit_bzero(start, memory.count) }
}
