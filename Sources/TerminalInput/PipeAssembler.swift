/// Assembles replies from the bytes of a pipe.
///
/// A reply ends with the pipe, or at a line break that is not followed by more bytes for a while, because the writer
/// of a FIFO may keep it open. A reply that is too long is reported at once, because a pipe need not end.
struct PipeAssembler {
    private var buffer: ReplyBuffer
    private var lineEnded = false
    private var hasToldTooLong = false

    init(limit: Int) {
        buffer = ReplyBuffer(limit: limit)
    }

    /// Whether ``quiet()`` would change the state.
    var awaitsQuiet: Bool { lineEnded }

    mutating func take(_ bytes: some Sequence<UInt8>) -> Assembled? {
        for byte in bytes {
            buffer.append(byte)
            lineEnded = byte.isLineBreak && !buffer.isEmpty
        }
        guard buffer.isTooLong, !hasToldTooLong else { return nil }
        hasToldTooLong = true
        return .tooLong
    }

    /// Call this when no byte came for a while.
    mutating func quiet() -> Assembled? {
        lineEnded ? finish() : nil
    }

    /// Call this at the end of the pipe.
    mutating func end() -> Assembled? {
        finish()
    }

    private mutating func finish() -> Assembled? {
        let wasTold = hasToldTooLong
        lineEnded = false
        hasToldTooLong = false
        let assembled = buffer.finish()
        return wasTold ? nil : assembled
    }
}
