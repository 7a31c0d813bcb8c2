/// How the AWS tools get from a profile to its credentials.
package enum Integration: String, Sendable, CaseIterable {
    /// `credential_process` runs farsign: works in every SDK.
    case process
    /// `login_session`, as `aws login` writes it: the SDK reads the token cache by itself.
    case native
}
