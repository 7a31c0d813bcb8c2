import FarsignCore
import Session
import SignIn
import Text

/// Asks AWS for its own ARN of a session that was just signed in. The sign-in succeeds without it.
struct SignInSessionLookup: Sendable {
    /// Longer than a reply takes from anywhere, and short enough for a person who waits.
    static let timeout = Duration.seconds(2)

    let service: Service
    let config: any AWSConfigFiles
    /// Logs why AWS did not tell it.
    let note: @Sendable (String) -> Void

    func callAsFunction(_ tokens: SessionTokens, of record: SessionRecord, profile: String) -> SignInSessionARN? {
        do {
            let sources = ProfileSources(
                config: try config.config(), credentials: try config.credentials(),
                variable: service.surroundings.variable)
            let request = try Introspection.http(
                tokens, at: try record.following(tokens).knownEndpoint(), credentials: tokens.credentials,
                caBundle: sources.certificateBundle(profile: profile) ?? record.caBundle, timeout: Self.timeout)
            return try Introspection.session(service.transport.send(request), now: service.surroundings.now())
        } catch {
            let error = error as? any ExplainedError ?? UnexpectedError(error)
            note("AWS did not tell the ARN of the sign-in session: \(error.summary)")
            return nil
        }
    }
}
