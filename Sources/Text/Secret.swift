/// A value that cannot be printed by accident.
///
/// Swift describes it as `<secret>`, it cannot be encoded, and only ``reveal()`` returns the value, so that a search
/// for `reveal` finds every use.
package struct Secret<Value: Sendable>: Sendable {
    private let value: Value

    package init(_ value: Value) {
        self.value = value
    }

    /// The value itself, for sending it to the service or writing it to a 0600 file.
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
