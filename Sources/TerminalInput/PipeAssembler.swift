/// Turns what comes through a pipe into replies, byte for byte.
///
/// A reply ends with the pipe, or at a line break that nothing follows for a
/// while: the writer of a FIFO may keep it open. Too long a one is told at
/// once, since a pipe need never end.
struct PipeAssembler {
    private var buffer: ReplyBuffer
    private var lineEnded = false
    private var hasToldTooLong = false

    init(limit: Int) {
        buffer = ReplyBuffer(limit: limit)
    }

    /// Whether ``quiet()`` would change anything.
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

    /// Nothing came for a while.
    mutating func quiet() -> Assembled? {
        lineEnded ? finish() : nil
    }

    /// The pipe has come to its end.
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
