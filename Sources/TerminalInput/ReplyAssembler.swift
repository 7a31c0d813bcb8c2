/// Assembles replies from the bytes of a terminal without line editing.
///
/// Enter ends a reply. A paste may contain line breaks. Inside paste brackets they never end a reply; on a terminal
/// without brackets a line break ends it only if no byte follows for a while, because a paste arrives as one burst.
/// ``quiet()`` is the only notion of time here.
struct ReplyAssembler {
    private var decoder = KeyDecoder()
    private var buffer: ReplyBuffer
    private var lineEnded = false
    private var hasBrackets = false

    init(limit: Int) {
        buffer = ReplyBuffer(limit: limit)
    }

    /// Whether ``quiet()`` would change the state.
    var awaitsQuiet: Bool { lineEnded || decoder.awaitsQuiet }

    /// Whether a reply has begun, so that more of it may arrive.
    var isMidReply: Bool { !buffer.isEmpty || decoder.isInPaste || awaitsQuiet }

    mutating func take(_ bytes: some Sequence<UInt8>) -> [Assembled] {
        var assembled: [Assembled] = []
        for byte in bytes {
            switch decoder.decode(byte) {
            case nil: break
            case .pasted(let heldBack, let byte): paste(heldBack, byte)
            case .typed(let byte):
                if let done = type(byte) { assembled.append(done) }
            }
        }
        return assembled
    }

    /// Call this when no byte came for a while.
    mutating func quiet() -> Assembled? {
        decoder.quiet()
        return lineEnded ? finish() ?? .emptyLine : nil
    }

    private mutating func paste(_ heldBack: Int, _ byte: UInt8?) {
        hasBrackets = true
        lineEnded = false
        for heldByte in KeyDecoder.pasteEnd.prefix(heldBack) { buffer.append(heldByte) }
        if let byte { buffer.append(byte) }
    }

    private mutating func type(_ byte: UInt8) -> Assembled? {
        let endedLine = lineEnded
        lineEnded = false
        switch byte {
        case 0x0A, 0x0D:
            buffer.append(byte)
            // This terminal sends paste brackets, so this Enter was typed.
            if hasBrackets || buffer.isEmpty { return finish() ?? .emptyLine }
            lineEnded = true
        case 0x03: return .interrupted
        case 0x04 where buffer.isEmpty: return .ended
        case 0x08, 0x7F: buffer.removeCharacter()
        case 0x15: buffer.clear()
        case 0x17: buffer.removeWord()
        case 0x09, 0x20...0x7E, 0x80...: buffer.append(byte)
        // Other control keys are ignored.
        default: lineEnded = endedLine
        }
        return nil
    }

    private mutating func finish() -> Assembled? {
        lineEnded = false
        hasBrackets = false
        return buffer.finish()
    }
}
