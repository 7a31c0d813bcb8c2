/// Where a browser is sent to sign in, and the state that it has to come back with.
public struct BrowserURL: Sendable, Hashable {
    public let text: String
    public let state: String

    public init(text: String, state: String) {
        self.text = text
        self.state = state
    }
}
