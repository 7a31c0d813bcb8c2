/// A value of the configuration, and where it comes from.
package struct Setting<Value: Sendable & Hashable>: Sendable, Hashable {
    package let value: Value
    package let origin: ConfigurationOrigin

    package init(_ value: Value, from origin: ConfigurationOrigin = .builtIn) {
        self.value = value
        self.origin = origin
    }
}
