/// Where the service sends the browser of the same device: a port of its loopback.
package struct CallbackAddress: Sendable, Hashable {
    package let port: Int

    /// The authority that a request has to name in `Host`: another name that leads here is somebody's trick.
    package var host: String { "127.0.0.1:\(port)" }
    package var redirectURI: String { "http://\(host)\(Self.callbackPath)" }

    package static let callbackPath = "/oauth/callback"
    private static let startPath = "/start/"

    package func startURL(nonce: String) -> String { "http://\(host)\(Self.startPath)\(nonce)" }

    /// Nil unless `target` is a start page's path, without a query.
    package func nonce(ofStartPage target: String) -> String? {
        target.hasPrefix(Self.startPath) ? String(target.dropFirst(Self.startPath.count)) : nil
    }

    /// Nil for what is no port.
    package init?(port: Int) {
        guard (1...65_535).contains(port) else { return nil }
        self.port = port
    }

    /// Nil unless `redirectURI` is `http://127.0.0.1:{port}/oauth/callback`, written just so.
    package init?(_ redirectURI: String) {
        guard let port = HTTPURL(redirectURI)?.port else { return nil }
        self.init(port: port)
        guard redirectURI == self.redirectURI else { return nil }
    }
}
