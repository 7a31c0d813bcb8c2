internal import CCurl
package import FarsignCore
import Session
import SignIn
import Text

/// HTTP with the system's libcurl, which is loaded for the first request.
///
/// It sends a request once; the broker decides whether to send it again. Proxies come from the environment, as
/// libcurl reads it.
package struct CurlTransport: HTTPTransport {
    private let userAgent: String
    private let connectTimeout: Duration
    private let timeout: Duration
    private let libraryName: String

    /// - Parameters:
    ///   - connectTimeout: for name resolution, connecting and the TLS handshake. The service answers within a second
    ///     from anywhere; the rest is for lost packets, which are sent again after 1 and 3 s.
    ///   - timeout: for the whole request. It is below the minute that boto3 gives a credential process and leaves
    ///     room for a second attempt.
    ///   - libraryName: the library to load instead of the system's libcurl.
    package init(
        userAgent: String, connectTimeout: Duration = .seconds(5), timeout: Duration = .seconds(10),
        libraryName: String? = nil
    ) {
        self.userAgent = userAgent
        self.connectTimeout = connectTimeout
        self.timeout = timeout
        self.libraryName = libraryName ?? CurlLibrary.systemName
    }

    package func check(url: String, caBundle: String?) throws(TransportError) {
        let url = try Self.checkedURL(url)
        if let caBundle { try CABundle.check(caBundle) }
        guard let proxy = Proxy(for: url) else { return }
        let library = try CurlLibrary(named: libraryName)
        do throws(CurlError) {
            let handle = try EasyHandle(in: library, usesTLS: false)
            try handle.set(.url, to: "http://\(proxy.host):\(proxy.port)/")
            try handle.set(.protocols, to: "http")
            try handle.set(.proxy, to: "")
            try setTimeouts(of: handle)
            try handle.connect()
        } catch {
            throw error.explained(connectingTo: proxy)
        }
    }

    package func send(_ request: HTTPRequest) throws(TransportError) -> HTTPResponse {
        let url = try Self.checkedURL(request.url)
        if let caBundle = request.caBundle {
            try CABundle.check(caBundle)
        }
        let library = try CurlLibrary(named: libraryName)
        let sink = ReplySink(bodyLimit: request.replyLimit)
        let headers = try Self.headers(of: request, to: url, in: library)
        do throws(CurlError) {
            let handle = try EasyHandle(in: library, usesTLS: url.scheme == "https")
            try configure(handle, for: request, to: url)
            let status = try handle.perform(
                request.method, headers: headers, body: request.body.reveal(), into: sink)
            return HTTPResponse(status: status, headers: sink.headers, body: Secret(sink.body))
        } catch {
            throw error.explained(
                host: url.host, proxy: Proxy(for: url), caBundle: request.caBundle,
                timeout: request.timeout ?? timeout)
        }
    }

    private func configure(_ handle: borrowing EasyHandle, for request: HTTPRequest, to url: HTTPURL) throws(CurlError)
    {
        try handle.set(.url, to: request.url)
        try handle.set(.protocols, to: url.scheme)
        if url.scheme == "http" || NoProxy.names(url) {
            // Plain HTTP is for a server on this machine; a proxy's loopback address would be another machine's.
            try handle.set(.proxy, to: "")
        }
        try handle.set(.followRedirects, to: 0)
        try handle.set(.httpVersion, to: CURL_HTTP_VERSION_1_1)
        try handle.set(.userAgent, to: userAgent)
        try handle.set(.netrc, to: Int(CURL_NETRC_IGNORED.rawValue))

        try setTimeouts(of: handle, request.timeout)

        try handle.set(.tlsVersion, to: CURL_SSLVERSION_TLSv1_2)
        try handle.set(.verifyCertificate, to: 1)
        // 2 compares the certificate's names with the host; 1 is obsolete.
        try handle.set(.verifyHost, to: 2)
        if let caBundle = request.caBundle {
            try handle.set(.authorityFile, to: caBundle)
            // On Debian, libcurl also has a default directory of the system's authorities.
            try handle.set(.authorityDirectory, to: nil)
        }
        if let signature = request.signature {
            try handle.set(.signature, to: "aws:amz:\(signature.region):\(signature.service)")
            try handle.set(.user, to: signature.credentials.accessKeyID)
            try handle.set(.password, to: signature.credentials.secretAccessKey.reveal())
        }
    }

    private func setTimeouts(of handle: borrowing EasyHandle, _ limit: Duration? = nil) throws(CurlError) {
        try handle.set(.noSignals, to: 1)
        // Without this, a name server that does not answer delays the handle's cleanup long past the timeout.
        try handle.set(.quickExit, to: 1)
        try handle.set(.connectTimeoutMilliseconds, to: Int(connectTimeout.milliseconds))
        try handle.set(.timeoutMilliseconds, to: Int((limit ?? timeout).milliseconds))
    }

    private static func checkedURL(_ text: String) throws(TransportError) -> HTTPURL {
        guard let url = HTTPURL(text) else {
            throw TransportError(.failed, "'\(text.shown)' is not a valid URL", mayHaveBeenSent: false)
        }
        guard url.scheme == "https" || url.isLoopback || url.isLinkLocal else {
            throw TransportError(
                .failed, "plain HTTP to \(url.host) is refused",
                hint: "use https; plain http is allowed only to a loopback address",
                mayHaveBeenSent: false)
        }
        return url
    }

    private static func headers(
        of request: HTTPRequest, to url: HTTPURL, in library: CurlLibrary
    ) throws(TransportError) -> HeaderList {
        var headers = HeaderList(in: library)
        // libcurl 7.88 would sign the `Expect` header that it does not send. It sends, and signs, the header for more
        // than 1 MiB.
        var isComplete = request.signature != nil || headers.suppress("Expect")
        for (name, value) in request.headers {
            isComplete = isComplete && headers.append(name: name, value: value)
        }
        if let token = request.signature?.credentials.sessionToken?.reveal() {
            isComplete = isComplete && headers.append(name: "x-amz-security-token", value: token)
        }
        guard isComplete else {
            throw TransportError(.failed, "a header for \(url.host) contains a line break", mayHaveBeenSent: false)
        }
        return headers
    }
}
