package import SignIn
package import Text

/// Whoever holds the login that a browser signs in to: a broker, or the relay in front of one.
package struct BrowserSignInDelegate: Sendable {
    /// Makes another attempt, while the login takes more.
    package var authorize: @Sendable (CallbackAddress) async throws -> BrowserAttempt
    /// `uid`: whose process brought it, where the kernel says.
    package var submit: @Sendable (_ code: Secret<String>, _ state: String, _ uid: Int?) async throws -> SignInResult
    /// This state is over, for an OAuth `error` or for one of ``BrowserSignIn``'s own reasons; the login waits on.
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
