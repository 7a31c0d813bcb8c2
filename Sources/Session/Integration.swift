/// How AWS tools get a profile's credentials.
package enum Integration: String, Sendable, CaseIterable {
    /// `credential_process` runs farsign. This works in every SDK.
    case process
    /// `login_session`, as `aws login` writes it: the SDK reads the token cache itself.
    case native
}
