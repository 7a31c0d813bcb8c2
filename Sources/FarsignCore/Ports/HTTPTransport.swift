package import Session
package import SignIn
package import Text

/// One POST request to the service.
package struct HTTPRequest: Sendable {
    package let url: String
    /// In the given order. A value may contain a DPoP proof, so headers are never logged.
    package let headers: [(name: String, value: String)]
    package let body: Secret<[UInt8]>
    /// Signs the request with SigV4; only the revoke endpoint needs this.
    package let signature: Signature?
    /// A PEM file with certificate authorities to trust instead of the system's.
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

/// The reply: any status, with a body of at most ``HTTPResponse/limit`` bytes.
package struct HTTPResponse: Sendable {
    /// The maximum body in bytes, more than any real reply; a longer transfer is aborted.
    package static let limit = 1 << 20

    package let status: Int
    /// Header names are in lower case.
    package let headers: [String: String]
    package let body: Secret<[UInt8]>

    package init(status: Int, headers: [String: String], body: Secret<[UInt8]>) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}

/// Sends requests to the service. It blocks its caller, follows no redirect, verifies certificates, and uses plain
/// HTTP only for a loopback address.
package protocol HTTPTransport: Sendable {
    /// Throws what a later ``send(_:)`` to this URL would throw, as far as that is known without contacting the
    /// service. Called before the person is sent to a browser.
    func check(url: String, caBundle: String?) throws(TransportError)
    func send(_ request: HTTPRequest) throws(TransportError) -> HTTPResponse
}
