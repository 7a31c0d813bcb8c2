/// A port on 127.0.0.1 to which the service redirects a browser on the same machine.
package struct CallbackAddress: Sendable, Hashable {
    package let port: Int

    /// The value that the `Host` header must have. Another name that resolves to 127.0.0.1 indicates DNS rebinding.
    package var host: String { "127.0.0.1:\(port)" }
    package var redirectURI: String { "http://\(host)\(Self.callbackPath)" }

    package static let callbackPath = "/oauth/callback"
    private static let startPath = "/start/"

    package func startURL(nonce: String) -> String { "http://\(host)\(Self.startPath)\(nonce)" }

    /// Returns nil unless `target` is a start page's path without a query.
    package func nonce(ofStartPage target: String) -> String? {
        target.hasPrefix(Self.startPath) ? String(target.dropFirst(Self.startPath.count)) : nil
    }

    /// Returns nil unless `port` is a valid TCP port.
    package init?(port: Int) {
        guard (1...65_535).contains(port) else { return nil }
        self.port = port
    }

    /// Returns nil unless `redirectURI` is exactly `http://127.0.0.1:{port}/oauth/callback`.
    package init?(_ redirectURI: String) {
        guard let port = HTTPURL(redirectURI)?.port else { return nil }
        self.init(port: port)
        guard redirectURI == self.redirectURI else { return nil }
    }
}
