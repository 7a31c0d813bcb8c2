/// The sign-in page of one attempt, made for one callback address.
package struct BrowserAttempt: Sendable {
    package let url: String
    package let state: String

    package init(url: String, state: String) {
        self.url = url
        self.state = state
    }
}
