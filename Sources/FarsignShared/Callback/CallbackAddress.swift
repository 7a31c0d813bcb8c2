/// Where the service sends the browser of the same device: a port of its loopback.
public struct CallbackAddress: Sendable, Hashable {
    public let port: Int

    /// The authority that a request has to name in `Host`: another name that leads here is somebody's trick.
    public var host: String { "127.0.0.1:\(port)" }
    public var redirectURI: String { "http://\(host)\(Self.callbackPath)" }

    static let callbackPath = "/oauth/callback"
    private static let startPath = "/start/"

    func startURL(nonce: String) -> String { "http://\(host)\(Self.startPath)\(nonce)" }

    /// Nil unless `target` is a start page's path, without a query.
    func nonce(ofStartPage target: String) -> String? {
        target.hasPrefix(Self.startPath) ? String(target.dropFirst(Self.startPath.count)) : nil
    }

    /// Nil for what is no port.
    public init?(port: Int) {
        guard (1...65_535).contains(port) else { return nil }
        self.port = port
    }

    /// Nil unless `redirectURI` is `http://127.0.0.1:{port}/oauth/callback`, written just so.
    public init?(_ redirectURI: String) {
        guard let port = HTTPURL(redirectURI)?.port else { return nil }
        self.init(port: port)
        guard redirectURI == self.redirectURI else { return nil }
    }
}
