/// The start page of an attempt.
package struct BrowserOffer: Sendable, Hashable {
    /// Works once.
    package let startURL: String
    /// Identifies the attempt within the login.
    package let state: String
}
