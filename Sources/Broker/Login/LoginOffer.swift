package import FoundationEssentials
package import SignIn

/// The data that `farsign login` prints about a login that it has started.
package struct LoginOffer: Sendable {
    package let id: LoginID
    /// The URL for a reply that a person pastes. Nil if the administrator forbids that.
    package let url: String?
    package let profile: String
    package let region: Region
    package let deadline: Date
}
