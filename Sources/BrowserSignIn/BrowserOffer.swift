/// An attempt's start page.
package struct BrowserOffer: Sendable, Hashable {
    /// Works once.
    package let startURL: String
    /// Tells the attempt from the login's others.
    package let state: String
}
