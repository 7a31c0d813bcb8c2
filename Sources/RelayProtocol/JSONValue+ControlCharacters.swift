import Text

extension JSONValue {
    /// Whether a string contains CR, NUL or another control character, which the protocol forbids.
    var holdsControlCharacters: Bool {
        switch self {
        case .string(let text): text.unicodeScalars.contains { $0.properties.generalCategory == .control }
        case .array(let values): values.contains(where: \.holdsControlCharacters)
        case .object(let members): members.values.contains(where: \.holdsControlCharacters)
        default: false
        }
    }
}
