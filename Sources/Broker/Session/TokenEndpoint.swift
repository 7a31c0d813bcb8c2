import FarsignCore
import FoundationEssentials
import Session
import SignIn
import Text

/// Sends requests to the service's token endpoint and decides which may be repeated.
struct TokenEndpoint: Sendable {
    let transport: any HTTPTransport
    let surroundings: Surroundings
    /// Shows a warning to the person.
    let warn: @Sendable (String) -> Void

    /// A higher number would take longer than callers wait.
    private static let refreshTries = 3

    /// Throws the error that would prevent a request on this machine's side.
    func check(_ endpoint: SignInEndpoint, caBundle: String?) throws(TransportError) {
        try transport.check(url: endpoint.tokenURL, caBundle: caBundle)
    }

    /// Sends the request once. Only if the clock explains a refusal is it sent once more with the service's time,
    /// because the service did not use up the code then.
    func redeem(_ request: TokenRequest, caBundle: String?) throws -> TokenReply {
        try sendMindingClock(request, caBundle: caBundle)
    }

    /// This request may be repeated, because the same refresh token returns the same reply for a while.
    func refresh(_ request: TokenRequest, caBundle: String?) throws -> TokenReply {
        var pause = Duration.milliseconds(200)
        for _ in 1..<Self.refreshTries {
            do {
                return try sendMindingClock(request, caBundle: caBundle)
            } catch let error as ServiceError where error.code == .serviceUnavailable {
                surroundings.pause(pause)
            } catch let error as TransportError where [.connectionLost, .notConnected].contains(error.code) {
                surroundings.pause(pause)
            }
            pause *= 3
        }
        return try sendMindingClock(request, caBundle: caBundle)
    }

    private func sendMindingClock(_ request: TokenRequest, caBundle: String?) throws -> TokenReply {
        do {
            return try send(request, time: surroundings.now(), caBundle: caBundle)
        } catch let error as ServiceError {
            guard let ahead = error.clockAhead else { throw error }
            warn(ServiceError.skew(ahead))
            let theirs = surroundings.now().addingTimeInterval(-Double(ahead.components.seconds))
            return try send(request, time: theirs, caBundle: caBundle)
        }
    }

    private func send(_ request: TokenRequest, time: Date, caBundle: String?) throws -> TokenReply {
        let http = try request.http(time: time, randomBytes: surroundings.randomBytes, caBundle: caBundle)
        return try TokenReply(try transport.send(http), now: surroundings.now())
    }
}
