import FarsignCore
import FoundationEssentials
import SignIn
import Text

/// The exchange with the service's token endpoint, and the rules of when a
/// request may be sent again.
struct TokenEndpoint: Sendable {
    let transport: any HTTPTransport
    let surroundings: Surroundings
    /// Tells the person something that does not stop us.
    let warn: @Sendable (String) -> Void

    /// More would keep callers waiting longer than they do.
    private static let refreshTries = 3

    /// Throws what stands between us and the endpoint on this machine's side.
    func check(_ endpoint: SignInEndpoint, caBundle: String?) throws(TransportError) {
        try transport.check(url: endpoint.tokenURL, caBundle: caBundle)
    }

    /// Sends once. Only a refusal that the clock explains is answered with one more request, in the service's time:
    /// the service did not take the code then.
    func redeem(_ request: TokenRequest, caBundle: String?) throws -> TokenReply {
        try sendMindingClock(request, caBundle: caBundle)
    }

    /// May be sent again: the same refresh token brings the same answer for a while.
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
