import NIOHTTP1

/// A complete request.
struct Request: Sendable {
    var method: String
    /// As sent, including percent escapes, because SigV4 signs it in this form.
    var path: String
    var query: String
    var headers: HTTPHeaders
    var body: [UInt8]
    var source: String

    init(method: String, target: String, headers: HTTPHeaders, body: [UInt8] = [], source: String) {
        let sides = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        self.method = method
        path = String(sides[0])
        query = sides.count == 2 ? String(sides[1]) : ""
        self.headers = headers
        self.body = body
        self.source = source
    }

    /// The header's value if it was sent exactly once.
    func single(_ name: String) -> String? {
        let values = headers[name]
        return values.count == 1 ? values[0] : nil
    }

    /// Without parameters, in lower case.
    var contentType: String? {
        single("content-type")?.split(separator: ";").first
            .map { String($0).trimmed.lowercased() }
    }

    /// Whether the request came through a TLS-terminating proxy.
    var isForwarded: Bool { single("x-forwarded-proto") == "https" }

    /// The endpoint as the client knows it. Redirect URIs and DPoP proofs must name this one.
    var endpoint: String { (isForwarded ? "https://" : "http://") + (single("host") ?? "") }

    /// Whether the `Host` header names this machine's loopback. A page of another site whose name was pointed at
    /// 127.0.0.1 sends that other name.
    var isForLoopback: Bool {
        guard let host = single("host") else { return false }
        return host.wholeMatch(of: /(127\.0\.0\.1|localhost)(:[0-9]{1,5})?/) != nil
    }
}

extension String {
    /// Without surrounding spaces and tabs.
    var trimmed: String {
        let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\t" }
        guard let first = firstIndex(where: { !isSpace($0) }), let last = lastIndex(where: { !isSpace($0) }) else {
            return ""
        }
        return String(self[first...last])
    }
}
