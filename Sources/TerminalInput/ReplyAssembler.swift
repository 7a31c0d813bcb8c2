/// Turns what comes from a terminal without line editing into replies.
///
/// A reply ends at Enter. A paste may hold line breaks: inside paste brackets
/// they never end it; from a terminal without brackets they come in one burst
/// with what follows, so a line break ends the reply only when nothing comes
/// after it for a while. Time enters as ``quiet()`` alone.
struct ReplyAssembler {
    private var decoder = KeyDecoder()
    private var buffer: ReplyBuffer
    private var lineEnded = false
    private var hasBrackets = false

    init(limit: Int) {
        buffer = ReplyBuffer(limit: limit)
    }

    /// Whether ``quiet()`` would change anything.
    var awaitsQuiet: Bool { lineEnded || decoder.awaitsQuiet }

    /// Whether a reply was begun, so that more of it may be on its way.
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

    /// Nothing came for a while.
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
            // This terminal has brackets, so Enter is Enter.
            if hasBrackets || buffer.isEmpty { return finish() ?? .emptyLine }
            lineEnded = true
        case 0x03: return .interrupted
        case 0x04 where buffer.isEmpty: return .ended
        case 0x08, 0x7F: buffer.removeCharacter()
        case 0x15: buffer.clear()
        case 0x17: buffer.removeWord()
        case 0x09, 0x20...0x7E, 0x80...: buffer.append(byte)
        // Other control keys mean nothing here.
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
