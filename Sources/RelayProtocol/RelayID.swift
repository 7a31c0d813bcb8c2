package import Text

/// The id of a request: a string or an integer.
package enum RelayID: Sendable, Hashable {
    case number(Int)
    case text(ExactText)

    /// In bytes. The answer contains the id too and has to fit into a line.
    private static let longest = 128

    init?(_ json: JSONValue) {
        switch json {
        case .integer(let number): self = .number(number)
        case .string(let text) where text.utf8.count <= Self.longest: self = .text(ExactText(text))
        default: return nil
        }
    }

    var json: JSONValue {
        switch self {
        case .number(let number): .integer(number)
        case .text(let text): .string(text.text)
        }
    }
}
