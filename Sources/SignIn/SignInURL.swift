import Text

/// An authorize URL that a relay may open: AWS's own sign-in page with the relay's callback as redirect URI and
/// exactly the documented parameters.
package struct SignInURL: Sendable, Hashable {
    package let text: String
    package let state: String

    /// Compares the host with the hosts that ``SignInEndpoint`` makes instead of a pattern, so that no
    /// similar-looking host is accepted.
    ///
    /// - Parameter allowsSandbox: also accept plain HTTP to a loopback address.
    package init(_ text: String, redirect: CallbackAddress, allowsSandbox: Bool) throws(SignInURLError) {
        guard text.utf8.count <= Self.limit, let url = HTTPURL(text) else {
            throw .refused(.notAURL, "it is not a plain http or https URL")
        }
        try Self.checkSite(of: url, allowsSandbox: allowsSandbox)
        // HTTPURL normalises its input, for example capitals; compare with the original text.
        guard url.path == SignInEndpoint.authorizePath, let query = url.query,
            text == url.origin + url.path + "?" + query
        else { throw .refused(.otherPage, "its path is not \(SignInEndpoint.authorizePath)") }

        let parameters = try Self.parameters(of: query)
        for (name, value) in Self.fixed where parameters[name] != value {
            throw .refused(.otherFlow, "its \(name) is not \(value)")
        }
        guard parameters["redirect_uri"] == redirect.redirectURI else {
            throw .refused(
                .otherRedirect, "its redirect_uri is not \(redirect.redirectURI)")
        }
        guard let state = parameters["state"], Self.isUUID(state) else {
            throw .refused(.badParameters, "its state is not a UUID")
        }
        guard let challenge = parameters["code_challenge"], Self.isChallenge(challenge) else {
            throw .refused(.badParameters, "its code_challenge is not a SHA-256 hash")
        }
        self.text = text
        self.state = state
    }

    /// The maximum length in bytes. A real URL has about 400.
    private static let limit = 2_048

    private static let fixed = [
        ("response_type", "code"), ("client_id", "arn:aws:signin:::devtools/same-device"),
        ("code_challenge_method", "SHA-256"), ("scope", "openid"),
    ]
    private static let names = Set(fixed.map(\.0) + ["redirect_uri", "state", "code_challenge"])

    private static func checkSite(of url: HTTPURL, allowsSandbox: Bool) throws(SignInURLError) {
        if url.scheme == "http" {
            guard allowsSandbox else {
                throw .refused(
                    .plainHTTP, "it is not HTTPS", hint: url.isLoopback ? "use --sandbox to allow a sandbox" : nil)
            }
            guard url.isLoopback else { throw .refused(.plainHTTP, "it is neither HTTPS nor a loopback address") }
        } else if !isSignInOrigin(url) {
            throw .refused(.otherSite, "'\(url.origin.shown)' is not a sign-in page of AWS")
        }
    }

    /// The region is the first or second label of the host. Only one host has no region.
    private static func isSignInOrigin(_ url: HTTPURL) -> Bool {
        let labels = url.host.split(separator: ".").prefix(2).map(String.init)
        return (labels + ["us-gov-west-1"]).contains { label in
            guard let region = try? Region(label) else { return false }
            return [(false, false), (false, true), (true, false), (true, true)].contains { fips, dualStack in
                SignInEndpoint(region: region, fips: fips, dualStack: dualStack).origin == url.origin
            }
        }
    }

    /// The query's parameters: each documented parameter exactly once, and no others.
    private static func parameters(of query: String) throws(SignInURLError) -> [String: String] {
        var parameters: [String: String] = [:]
        for pair in query.split(separator: "&", omittingEmptySubsequences: false) {
            let name = String(pair.prefix { $0 != "=" })
            guard names.contains(name) else {
                throw .refused(.badParameters, "it has the unexpected parameter '\(name.shown)'")
            }
            guard parameters[name] == nil else {
                throw .refused(.badParameters, "it has more than one \(name)")
            }
            parameters[name] = String(pair.dropFirst(name.count + 1)).percentDecoded
        }
        if let missing = names.subtracting(parameters.keys).min() {
            throw .refused(.badParameters, "it has no \(missing)")
        }
        return parameters
    }

    /// Whether the text is a UUID in lower case (RFC 9562, section 4).
    private static func isUUID(_ text: String) -> Bool {
        text.split(separator: "-", omittingEmptySubsequences: false).map(\.utf8.count) == [8, 4, 4, 4, 12]
            && text.utf8.allSatisfy { $0 == UInt8(ascii: "-") || $0.isDigit || (0x61...0x66).contains($0) }
    }

    /// Whether the text is the base64url of 32 bytes.
    private static func isChallenge(_ text: String) -> Bool {
        text.utf8.count == 43 && text.utf8.allSatisfy { $0.isLetterOrDigit || "-_".utf8.contains($0) }
    }
}
