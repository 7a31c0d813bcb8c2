package import SignIn
package import Text

/// The operations on the login that the browser signs in to, implemented by a broker or by a relay in front of one.
package struct BrowserSignInDelegate: Sendable {
    /// Creates another attempt, up to the limit of the login.
    package var authorize: @Sendable (CallbackAddress) async throws -> BrowserAttempt
    /// `uid` is the owner of the process that delivered the code; nil if the kernel does not say.
    package var submit: @Sendable (_ code: Secret<String>, _ state: String, _ uid: Int?) async throws -> SignInResult
    /// Ends the attempt with this state, because of an OAuth `error` or a reason of ``BrowserSignIn``. The login
    /// still waits.
    package var deny: @Sendable (_ state: String, _ error: String, _ uid: Int?) async -> Void
    package var tell: @Sendable (BrowserEvent) async -> Void

    package init(
        authorize: @escaping @Sendable (CallbackAddress) async throws -> BrowserAttempt,
        submit:
            @escaping @Sendable (_ code: Secret<String>, _ state: String, _ uid: Int?) async throws ->
            SignInResult,
        deny: @escaping @Sendable (_ state: String, _ error: String, _ uid: Int?) async -> Void,
        tell: @escaping @Sendable (BrowserEvent) async -> Void
    ) {
        self.authorize = authorize
        self.submit = submit
        self.deny = deny
        self.tell = tell
    }
}
