package import SignIn
package import Text

/// A relay's connection to a broker, after `hello`.
package protocol RelayConnection: AnyObject, Sendable {
    var greeting: RelayGreeting { get }

    /// Sends a request and waits for the answer. At most ``RelayCall/mostOutstanding`` requests are outstanding;
    /// further ones wait. Cancelling the task does not end a call; ``close()`` does.
    ///
    /// - Parameter timeout: starts now. If there is no answer by then, the connection is closed.
    /// - Throws: ``RelayError`` from the broker, ``RelayLinkError`` if the connection has ended.
    func call(_ call: RelayCall, timeout: Duration) async throws -> JSONValue

    /// Returns when the connection and the process behind it have ended.
    func close() async
}

extension RelayConnection {
    /// - Parameter wait: how long, in seconds, the broker may delay its answer while the logins do not change.
    package func logins(known: [String], wait: Int, timeout: Duration) async throws -> [WaitingLogin] {
        try read(try await call(.logins(known: known, wait: wait), timeout: timeout), WaitingLogin.list)
    }

    package func authorize(
        _ login: LoginID, at address: CallbackAddress, _ phrase: Phrase, timeout: Duration
    ) async throws -> RelayAuthorization {
        try read(try await call(.authorize(login, address, phrase), timeout: timeout), RelayAuthorization.init)
    }

    package func submit(
        _ code: Secret<String>, state: String, for login: LoginID, timeout: Duration
    ) async throws -> SignInResult {
        try read(try await call(.submit(login, .code(code, state: state)), timeout: timeout), SignInResult.init)
    }

    package func deny(_ login: LoginID, state: String, error: String, timeout: Duration) async throws {
        _ = try await call(.deny(login, state: state, error: error), timeout: timeout)
    }

    package func refuse(_ login: LoginID, timeout: Duration) async throws {
        _ = try await call(.refuse(login), timeout: timeout)
    }

    private func read<Answer>(_ json: JSONValue, _ read: (JSONValue) -> Answer?) throws(RelayError) -> Answer {
        guard let answer = read(json) else { throw RelayError(.internalError, "the broker's answer is malformed") }
        return answer
    }
}
