import Text

/// The one kind of URL that a relay opens: AWS's own sign-in page, asked to send its answer to the relay's callback,
/// with nothing in it but what that takes.
package struct SignInURL: Sendable, Hashable {
    package let text: String
    package let state: String

    /// Every host is compared with those that ``SignInEndpoint`` makes: no pattern is left for a look-alike to fit.
    ///
    /// - Parameter allowsSandbox: takes plain HTTP to a loopback address as well.
    package init(_ text: String, redirect: CallbackAddress, allowsSandbox: Bool) throws(SignInURLError) {
        guard text.utf8.count <= Self.limit, let url = HTTPURL(text) else {
            throw .refused(.notAURL, "it is no web address of a usual shape")
        }
        try Self.checkSite(of: url, allowsSandbox: allowsSandbox)
        // What HTTPURL reads generously, such as capitals, makes another text.
        guard url.path == SignInEndpoint.authorizePath, let query = url.query,
            text == url.origin + url.path + "?" + query
        else { throw .refused(.otherPage, "it is another page than \(SignInEndpoint.authorizePath)") }

        let parameters = try Self.parameters(of: query)
        for (name, value) in Self.fixed where parameters[name] != value {
            throw .refused(.otherFlow, "its \(name) is not \(value)")
        }
        guard parameters["redirect_uri"] == redirect.redirectURI else {
            throw .refused(
                .otherRedirect, "it would send the code to another address than \(redirect.redirectURI)")
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

    /// One is some 400 bytes.
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
                    .plainHTTP, "it is not HTTPS", hint: url.isLoopback ? "allow a sandbox with --sandbox" : nil)
            }
            guard url.isLoopback else { throw .refused(.plainHTTP, "it is not HTTPS, nor on this machine") }
        } else if !isSignInOrigin(url) {
            throw .refused(.otherSite, "'\(url.origin.shown)' is not a sign-in page of AWS")
        }
    }

    /// A region is one of the first two labels, but for the one host without any.
    private static func isSignInOrigin(_ url: HTTPURL) -> Bool {
        let labels = url.host.split(separator: ".").prefix(2).map(String.init)
        return (labels + ["us-gov-west-1"]).contains { label in
            guard let region = try? Region(label) else { return false }
            return [(false, false), (false, true), (true, false), (true, true)].contains { fips, dualStack in
                SignInEndpoint(region: region, fips: fips, dualStack: dualStack).origin == url.origin
            }
        }
    }

    /// Each of the documented parameters, exactly once.
    private static func parameters(of query: String) throws(SignInURLError) -> [String: String] {
        var parameters: [String: String] = [:]
        for pair in query.split(separator: "&", omittingEmptySubsequences: false) {
            let name = String(pair.prefix { $0 != "=" })
            guard names.contains(name) else {
                throw .refused(.badParameters, "it has a parameter that does not belong there: '\(name.shown)'")
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

    /// RFC 9562 section 4, in lower case.
    private static func isUUID(_ text: String) -> Bool {
        text.split(separator: "-", omittingEmptySubsequences: false).map(\.utf8.count) == [8, 4, 4, 4, 12]
            && text.utf8.allSatisfy { $0 == UInt8(ascii: "-") || $0.isDigit || (0x61...0x66).contains($0) }
    }

    /// Base64url of 32 bytes.
    private static func isChallenge(_ text: String) -> Bool {
        text.utf8.count == 43 && text.utf8.allSatisfy { $0.isLetterOrDigit || "-_".utf8.contains($0) }
    }
}
