// `==` and hashing of a String treat canonically equivalent texts as equal. For this they normalise both texts, which
// takes quadratic time for long runs of combining marks. Text from a file, a socket or the network is therefore
// compared by its bytes, as other programs do.

extension StringProtocol {
    /// Whether both texts have the same UTF-8 bytes.
    @inlinable package func isExactly(_ other: some StringProtocol) -> Bool {
        utf8.count == other.utf8.count && utf8.elementsEqual(other.utf8)
    }

    /// Whether the text starts with the same UTF-8 bytes.
    @inlinable package func startsExactly(with prefix: String) -> Bool {
        utf8.starts(with: prefix.utf8)
    }

    /// Whether the text can be the name of a protocol element: visible ASCII, at most 128 bytes. For such texts `==`,
    /// hashing and `Character` cost no more than the same operations on bytes.
    @inlinable package var isIdentifier: Bool {
        (1...128).contains(utf8.count) && utf8.allSatisfy(\.isVisible)
    }
}

/// A text from outside, compared and hashed by its UTF-8 bytes.
package struct ExactText: Sendable, Hashable, Comparable, ExpressibleByStringLiteral, CustomStringConvertible {
    package let text: String

    package var description: String { text }

    package init(_ text: String) {
        self.text = text
    }

    package init(stringLiteral text: String) {
        self.text = text
    }

    package static func == (left: ExactText, right: ExactText) -> Bool {
        left.text.isExactly(right.text)
    }

    package static func < (left: ExactText, right: ExactText) -> Bool {
        left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
    }

    package func hash(into hasher: inout Hasher) {
        var text = text
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
}

/// The name of a member of a JSON object.
package typealias JSONName = ExactText

extension Dictionary where Key == ExactText {
    package subscript(text: String) -> Value? {
        get { self[ExactText(text)] }
        set { self[ExactText(text)] = newValue }
    }
}
