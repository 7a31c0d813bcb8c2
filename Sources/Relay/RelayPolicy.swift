/// What the person allowed when the relay was started.
public struct RelayPolicy: Sendable {
    /// Destinations, as typed, for which the browser is opened without a question.
    public var unasked: Set<String>
    /// Whether plain HTTP to a loopback address may be opened.
    public var allowsSandbox: Bool

    public init(unasked: Set<String> = [], allowsSandbox: Bool = false) {
        self.unasked = unasked
        self.allowsSandbox = allowsSandbox
    }
}
