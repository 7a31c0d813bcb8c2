import NIOHTTP1

extension SignInSandbox {
    /// Opens the sign-in page and chooses Allow, like a person with a browser.
    ///
    /// The requests pass the same checks as a browser's, but use no socket.
    /// - Parameter arn: one of the identities; the first by default.
    /// - Returns: the text to copy (cross device), or the URL of the redirect (same device).
    /// - Throws: ``Refusal``, where a browser would see an error page.
    package func signIn(at authorizeURL: String, as arn: String? = nil) throws -> String {
        let identity = arn ?? settings.identities.first ?? ""
        let answer = try press("allow", at: authorizeURL, fields: "&identity=\(Percent.encode(identity))")
        guard let location = answer.location else { throw Refusal.unexpected }
        guard location.hasPrefix("/v1/sessions/confirmation") else { return location }
        return try between("<pre id=\"code\" tabindex=\"0\">", "</pre>", try open(answer.site + location))
    }

    /// Opens the sign-in page and chooses Deny.
    ///
    /// - Returns: the URL of the redirect (same device), or an empty text (cross device, where the program is not
    ///   notified).
    /// - Throws: ``Refusal``, where a browser would see an error page.
    @discardableResult
    package func deny(at authorizeURL: String) throws -> String {
        try press("deny", at: authorizeURL, fields: "").location ?? ""
    }

    private func press(
        _ decision: String, at authorizeURL: String, fields: String
    ) throws -> (site: String, location: String?) {
        let page = try open(authorizeURL)
        let id = try between("name=\"request\" value=\"", "\"", page)
        let (site, _) = try Self.split(authorizeURL)
        let form = HTTPHeaders([("Content-Type", "application/x-www-form-urlencoded")])
        let reply = try visit(
            "POST", site + "/v1/authorize", headers: form, body: "request=\(id)&decision=\(decision)\(fields)")
        return (site, reply.headers.first { $0.name == "Location" }?.value)
    }

    private func open(_ url: String) throws -> String {
        String(decoding: try visit("GET", url).body, as: UTF8.self)
    }

    private func visit(
        _ method: String, _ url: String, headers: HTTPHeaders = HTTPHeaders(), body: String = ""
    ) throws -> Reply {
        let (site, target) = try Self.split(url)
        var headers = headers
        let parts = site.split(separator: "/").map(String.init)
        headers.add(name: "Host", value: parts[1])
        if parts[0] == "https:" { headers.add(name: "X-Forwarded-Proto", value: "https") }
        let reply = answer(
            Request(method: method, target: target, headers: headers, body: Array(body.utf8), source: "in-process"))
        guard reply.status < 400 else {
            let page = String(decoding: reply.body, as: UTF8.self)
            let message = (try? between("<p class=\"reason\">", "</p>", page)) ?? page
            throw Refusal(status: reply.status, error: reply.error ?? "", message: Pages.unescaped(message))
        }
        return reply
    }

    /// Splits a URL into scheme and host, and the rest.
    private static func split(_ url: String) throws -> (site: String, target: String) {
        guard let match = url.wholeMatch(of: /(https?:\/\/[^\/?#]+)(\/[^#]*)/) else {
            throw Refusal.invalid("not an absolute http or https URL")
        }
        return (String(match.1), String(match.2))
    }

    private func between(_ start: String, _ end: String, _ page: String) throws -> String {
        guard let first = page.firstRange(of: start),
            let last = page[first.upperBound...].firstRange(of: end)
        else { throw Refusal.unexpected }
        return String(page[first.upperBound..<last.lowerBound])
    }
}

extension Refusal {
    /// The page does not have the expected content, because of a planned fault.
    fileprivate static let unexpected = Refusal(
        status: 200, error: "UNEXPECTED_PAGE", message: "the page does not offer what was looked for")
}
