/// The options with which the relay was started.
package struct RelayPolicy: Sendable {
    /// Destinations, as typed, for which the browser is opened without a question.
    package var unasked: Set<String>
    /// Whether plain HTTP to a loopback address may be opened.
    package var allowsSandbox: Bool

    package init(unasked: Set<String> = [], allowsSandbox: Bool = false) {
        self.unasked = unasked
        self.allowsSandbox = allowsSandbox
    }
}
