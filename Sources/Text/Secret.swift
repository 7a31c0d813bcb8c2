/// A value that cannot be printed by accident.
///
/// It shows as `<secret>` wherever Swift would describe it, cannot be encoded,
/// and leaves only through ``reveal()``: a search for `reveal` is the audit.
package struct Secret<Value: Sendable>: Sendable {
    private let value: Value

    package init(_ value: Value) {
        self.value = value
    }

    /// The value itself, to send it to the service or write it to its own 0600 file.
    package func reveal() -> Value {
        value
    }
}

extension Secret: Equatable where Value: Equatable {}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "<secret>" }
    package var debugDescription: String { "<secret>" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
