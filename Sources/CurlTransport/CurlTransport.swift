internal import CCurl
package import FarsignCore
import SignIn
import Text

/// HTTP over the system's libcurl, which is opened by the first request.
///
/// It sends a request once: whether to send it again is the broker's rule.
/// Proxies come from the environment, as libcurl reads it.
package struct CurlTransport: HTTPTransport {
    private let userAgent: String
    private let connectTimeout: Duration
    private let timeout: Duration
    private let libraryName: String

    /// - Parameters:
    ///   - connectTimeout: for resolving, connecting and the TLS handshake. A server of the service answers within
    ///     a second from anywhere; the rest is for a lost packet, sent again after 1 and 3 s.
    ///   - timeout: for the whole request. Below the minute that boto3 gives a credential process, with room for a
    ///     second try.
    ///   - libraryName: what to open instead of the system's libcurl.
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
        let sink = ReplySink(bodyLimit: HTTPResponse.limit)
        let headers = try Self.headers(of: request, to: url, in: library)
        do throws(CurlError) {
            let handle = try EasyHandle(in: library, usesTLS: url.scheme == "https")
            try configure(handle, for: request, to: url)
            let status = try handle.perform(headers: headers, body: request.body.reveal(), into: sink)
            return HTTPResponse(status: status, headers: sink.headers, body: Secret(sink.body))
        } catch {
            throw error.explained(
                host: url.host, proxy: Proxy(for: url), caBundle: request.caBundle, timeout: timeout)
        }
    }

    private func configure(_ handle: borrowing EasyHandle, for request: HTTPRequest, to url: HTTPURL) throws(CurlError)
    {
        try handle.set(.url, to: request.url)
        try handle.set(.protocols, to: url.scheme)
        if url.scheme == "http" || NoProxy.names(url) {
            // Plain HTTP is for this machine: a proxy's loopback address is another one.
            try handle.set(.proxy, to: "")
        }
        try handle.set(.followRedirects, to: 0)
        try handle.set(.httpVersion, to: CURL_HTTP_VERSION_1_1)
        try handle.set(.userAgent, to: userAgent)
        try handle.set(.netrc, to: Int(CURL_NETRC_IGNORED.rawValue))

        try setTimeouts(of: handle)

        try handle.set(.tlsVersion, to: CURL_SSLVERSION_TLSv1_2)
        try handle.set(.verifyCertificate, to: 1)
        // 2 compares the certificate's names with the host; 1 is of the past.
        try handle.set(.verifyHost, to: 2)
        if let caBundle = request.caBundle {
            try handle.set(.authorityFile, to: caBundle)
            // Debian's libcurl has the system's authorities as a directory as well.
            try handle.set(.authorityDirectory, to: nil)
        }
        if let signature = request.signature {
            try handle.set(.signature, to: "aws:amz:\(signature.region):\(signature.service)")
            try handle.set(.user, to: signature.credentials.accessKeyID)
            try handle.set(.password, to: signature.credentials.secretAccessKey.reveal())
        }
    }

    private func setTimeouts(of handle: borrowing EasyHandle) throws(CurlError) {
        try handle.set(.noSignals, to: 1)
        // Or a name server that does not answer holds the handle's cleanup long past the timeout.
        try handle.set(.quickExit, to: 1)
        try handle.set(.connectTimeoutMilliseconds, to: Int(connectTimeout.milliseconds))
        try handle.set(.timeoutMilliseconds, to: Int(timeout.milliseconds))
    }

    private static func checkedURL(_ text: String) throws(TransportError) -> HTTPURL {
        guard let url = HTTPURL(text) else {
            throw TransportError(.failed, "not a URL to send to: '\(text.shown)'", mayHaveBeenSent: false)
        }
        guard url.scheme == "https" || url.isLoopback else {
            throw TransportError(
                .failed, "plain HTTP to \(url.host) is refused", hint: "use https; http is for this machine alone",
                mayHaveBeenSent: false)
        }
        return url
    }

    private static func headers(
        of request: HTTPRequest, to url: HTTPURL, in library: CurlLibrary
    ) throws(TransportError) -> HeaderList {
        var headers = HeaderList(in: library)
        // libcurl 7.88 would sign the header that it does not send. It asks for leave only beyond 1 MiB, which no
        // signed request has.
        var isComplete = request.signature != nil || headers.suppress("Expect")
        for (name, value) in request.headers {
            isComplete = isComplete && headers.append(name: name, value: value)
        }
        if let signature = request.signature {
            let token = signature.credentials.sessionToken.reveal()
            isComplete = isComplete && headers.append(name: "x-amz-security-token", value: token)
        }
        guard isComplete else {
            throw TransportError(.failed, "a header for \(url.host) holds a line break", mayHaveBeenSent: false)
        }
        return headers
    }
}
