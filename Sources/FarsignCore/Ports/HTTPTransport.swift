package import SignIn
package import Text

/// One request to the service or to a store.
package struct HTTPRequest: Sendable {
    package enum Method: String, Sendable {
        case get = "GET"
        case post = "POST"
        case put = "PUT"
    }

    package let method: Method
    package let url: String
    /// In the given order. A value may contain a DPoP proof, so headers are never logged.
    package let headers: [(name: String, value: String)]
    package let body: Secret<[UInt8]>
    /// Signs the request with SigV4.
    package let signature: Signature?
    /// A PEM file with certificate authorities to trust instead of the system's.
    package let caBundle: String?
    /// The maximum size of the reply's body in bytes; a longer transfer is aborted.
    package let replyLimit: Int
    /// For a request that must not take as long as others, or may take longer; nil for the transport's own limit.
    package let timeout: Duration?

    package struct Signature: Sendable {
        package let credentials: SigningCredentials
        package let region: Region
        package let service: String

        package init(credentials: SigningCredentials, region: Region, service: String) {
            self.credentials = credentials
            self.region = region
            self.service = service
        }
    }

    package init(
        _ method: Method = .post, url: String, headers: [(name: String, value: String)], body: Secret<[UInt8]>,
        signature: Signature? = nil, caBundle: String? = nil, replyLimit: Int = HTTPResponse.limit,
        timeout: Duration? = nil
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.signature = signature
        self.caBundle = caBundle
        self.replyLimit = replyLimit
        self.timeout = timeout
    }
}

/// The reply: any status, with a body of at most ``HTTPRequest/replyLimit`` bytes.
package struct HTTPResponse: Sendable {
    /// In bytes, more than any real reply of the service.
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
