/// A sign-in page to open, made for one callback address.
package struct BrowserAttempt: Sendable {
    package let url: String
    package let state: String

    package init(url: String, state: String) {
        self.url = url
        self.state = state
    }
}

/// An attempt's start page.
package struct BrowserOffer: Sendable, Hashable {
    /// Works once.
    package let startURL: String
    /// Tells the attempt from the login's others.
    package let state: String
}
