// `==` and hashing of a String take canonically equivalent texts for one: they normalise both, and that takes a time
// that is quadratic in the length of a run of combining marks. What comes from a file, a socket or the network is
// compared by its bytes instead, which is also how everybody else compares it.

extension StringProtocol {
    /// Whether both are the same UTF-8 bytes.
    package func isExactly(_ other: some StringProtocol) -> Bool {
        utf8.count == other.utf8.count && utf8.elementsEqual(other.utf8)
    }

    /// Whether it starts with the same UTF-8 bytes.
    package func startsExactly(with prefix: String) -> Bool {
        utf8.starts(with: prefix.utf8)
    }

    /// Whether it can be the name of something that a protocol knows: visible ASCII, at most 128 bytes. For such texts
    /// `==`, hashing and `Character` cost no more than the same with bytes.
    package var isIdentifier: Bool {
        (1...128).contains(utf8.count) && utf8.allSatisfy(\.isVisible)
    }
}

/// A text from outside as a key: two are the same where their UTF-8 bytes are.
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

/// A member's name in a JSON object.
package typealias JSONName = ExactText

extension Dictionary where Key == ExactText {
    package subscript(text: String) -> Value? {
        get { self[ExactText(text)] }
        set { self[ExactText(text)] = newValue }
    }
}
