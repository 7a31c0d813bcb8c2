import Text

extension JSONValue {
    /// CR, NUL and their like have no place in a text of the protocol.
    var holdsControlCharacters: Bool {
        switch self {
        case .string(let text): text.unicodeScalars.contains { $0.properties.generalCategory == .control }
        case .array(let values): values.contains(where: \.holdsControlCharacters)
        case .object(let members): members.values.contains(where: \.holdsControlCharacters)
        default: false
        }
    }
}
