package import SignIn
package import Text

/// One request to the service, always a POST.
package struct HTTPRequest: Sendable {
    package let url: String
    /// In the order given. A value may hold a proof, so it is never logged.
    package let headers: [(name: String, value: String)]
    package let body: Secret<[UInt8]>
    /// Signs the request with SigV4, for the revoke endpoint alone.
    package let signature: Signature?
    /// A PEM file of certificate authorities to trust instead of the system's.
    package let caBundle: String?

    package struct Signature: Sendable {
        package let credentials: Credentials
        package let region: Region
        package let service: String

        package init(credentials: Credentials, region: Region, service: String) {
            self.credentials = credentials
            self.region = region
            self.service = service
        }
    }

    package init(
        url: String, headers: [(name: String, value: String)], body: Secret<[UInt8]>,
        signature: Signature? = nil, caBundle: String? = nil
    ) {
        self.url = url
        self.headers = headers
        self.body = body
        self.signature = signature
        self.caBundle = caBundle
    }
}

/// What came back: any status, at most ``HTTPResponse/limit`` bytes of body.
package struct HTTPResponse: Sendable {
    /// More is nothing a token endpoint would say; the transfer is cut there.
    package static let limit = 1 << 20

    package let status: Int
    /// Names in lower case.
    package let headers: [String: String]
    package let body: Secret<[UInt8]>

    package init(status: Int, headers: [String: String], body: Secret<[UInt8]>) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}

/// The way to the service. Blocks its caller; follows no redirect; checks
/// certificates; plain HTTP only to a loopback address.
package protocol HTTPTransport: Sendable {
    /// Throws what a later ``send(_:)`` to this URL would, as far as that can be told without a word to the service:
    /// asked before a person goes to a browser.
    func check(url: String, caBundle: String?) throws(TransportError)
    func send(_ request: HTTPRequest) throws(TransportError) -> HTTPResponse
}
