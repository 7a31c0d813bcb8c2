/// Distinguishes typed from pasted text and drops the escape sequences of other keys (ECMA-48, section 5.4, and
/// xterm's bracketed paste).
struct KeyDecoder {
    enum Key: Equatable {
        case typed(UInt8)
        /// A byte inside paste brackets, after `heldBack` bytes of ``pasteEnd`` that turned out not to be the end
        /// bracket.
        case pasted(heldBack: Int, UInt8?)
    }

    static let pasteEnd = Array("\u{1B}[201~".utf8)
    private static let pasteStart = Array("200".utf8)
    private static let escapeKey: UInt8 = 0x1B

    private enum State {
        case ground
        case escape
        /// After `ESC [`, with the parameters so far.
        case control([UInt8])
        /// One more byte belongs to the key: `ESC O P`, or the Linux console's `ESC [ [ A`.
        case lastByte
        /// A title or a terminal's reply to a query, up to BEL or `ESC \`.
        case string
        case paste(matched: Int)
    }

    private var state = State.ground

    /// Whether ``quiet()`` would change the state.
    var awaitsQuiet: Bool {
        switch state {
        // Nobody types `ESC [`: a slow connection interrupted a sequence, possibly a paste bracket.
        case .ground, .paste, .control: false
        case .escape, .lastByte, .string: true
        }
    }

    var isInPaste: Bool {
        if case .paste = state { true } else { false }
    }

    /// The key that this byte completes, if any.
    mutating func decode(_ byte: UInt8) -> Key? {
        switch state {
        case .paste(let matched): return decodePasted(byte, matched: matched)
        case .ground where byte == Self.escapeKey:
            state = .escape
            return nil
        case .ground: return .typed(byte)
        case .escape, .control, .lastByte, .string: return decodeSequence(byte)
        }
    }

    /// Call this when no byte came for a while: an apparent sequence was then the Escape key, or a key with Alt.
    mutating func quiet() {
        if awaitsQuiet { state = .ground }
    }

    private mutating func decodeSequence(_ byte: UInt8) -> Key? {
        if byte == Self.escapeKey {
            state = .escape
            return nil
        }
        if case .string = state {
            if byte == 0x07 {
                state = .ground
                return nil
            }
            if byte >= 0x20 { return nil }
        }
        // Enter and Ctrl-C always count, and no sequence contains bytes beyond ASCII.
        if byte < 0x20 || byte > 0x7F {
            state = .ground
            return .typed(byte)
        }
        advance(byte)
        return nil
    }

    private mutating func advance(_ byte: UInt8) {
        switch (state, byte) {
        case (.escape, UInt8(ascii: "[")): state = .control([])
        case (.escape, UInt8(ascii: "O")): state = .lastByte
        case (.escape, UInt8(ascii: "]")), (.escape, UInt8(ascii: "P")), (.escape, UInt8(ascii: "X")),
            (.escape, UInt8(ascii: "^")), (.escape, UInt8(ascii: "_")):
            state = .string
        case (.escape, 0x20...0x2F): break
        case (.control(let parameters), 0x20...0x3F):
            // One parameter byte more than a paste bracket has is enough to recognise another sequence.
            if parameters.count <= Self.pasteStart.count { state = .control(parameters + [byte]) }
        case (.control(let parameters), UInt8(ascii: "[")) where parameters.isEmpty: state = .lastByte
        case (.control(Self.pasteStart), UInt8(ascii: "~")): state = .paste(matched: 0)
        default: state = .ground
        }
    }

    private mutating func decodePasted(_ byte: UInt8, matched: Int) -> Key? {
        if byte == Self.pasteEnd[matched] {
            let isWhole = matched + 1 == Self.pasteEnd.count
            state = isWhole ? .ground : .paste(matched: matched + 1)
            return nil
        }
        // The bracket's first byte occurs in it only once, so after a mismatch only this byte can start it again.
        let beginsAnew = byte == Self.escapeKey
        state = .paste(matched: beginsAnew ? 1 : 0)
        return .pasted(heldBack: matched, beginsAnew ? nil : byte)
    }
}
