package import FoundationEssentials
package import SignIn

/// A login that waits for its reply.
package struct LoginOffer: Sendable {
    package let id: LoginID
    package let url: String
    package let profile: String
    package let region: Region
    package let deadline: Date
}
