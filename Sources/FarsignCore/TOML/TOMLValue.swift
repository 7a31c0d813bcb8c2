/// A value of a configuration file, and the line in which it begins.
package struct TOMLValue: Sendable, Hashable {
    package enum Kind: Sendable, Hashable {
        case string(String)
        case integer(Int)
        case boolean(Bool)
        /// Its elements are no arrays.
        case array([TOMLValue])
    }

    package let kind: Kind
    package let line: Int

    package init(_ kind: Kind, line: Int) {
        self.kind = kind
        self.line = line
    }
}
