import FarsignCore
import Session
import SignIn

/// Sends requests about sign-in sessions, signed with one session's credentials. Each of them may be repeated, because
/// it has the same result again.
struct ControlPlane: Sendable {
    private static let tries = 3

    let requests: SignInSessionRequests
    private let service: Service

    /// - Parameter region: the region whose control plane is asked; the session's own if it is nil.
    init(_ signing: SessionSigner.Signing, region: Region? = nil, service: Service) throws {
        var endpoint = try signing.record.knownEndpoint()
        if let region { endpoint = endpoint.moved(to: NamedRegion(region)) }
        requests = SignInSessionRequests(
            at: endpoint, credentials: signing.tokens.credentials, caBundle: signing.caBundle)
        self.service = service
    }

    func send(_ request: HTTPRequest) throws(TransportError) -> HTTPResponse {
        var pause = Duration.milliseconds(200)
        for _ in 1..<Self.tries {
            do throws(TransportError) {
                let response = try service.transport.send(request)
                guard response.status == 429 || response.status >= 500 else { return response }
            } catch {
                guard [.connectionLost, .notConnected].contains(error.code) else { throw error }
            }
            service.surroundings.pause(pause)
            pause *= 3
        }
        return try service.transport.send(request)
    }
}
