/// The answer: a page, and what the browser has to know about it.
package struct BrowserResponse: Sendable {
    package let status: Int
    package let headers: [(name: String, value: String)]
    package let body: String

    package init(status: Int, headers: [(name: String, value: String)], body: String) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// - Parameter headers: beside those that every page has.
    init(_ status: Int, _ page: CallbackPage, headers: [(name: String, value: String)] = []) {
        self.init(status: status, headers: Self.always + headers, body: page.html)
    }

    /// 303: whatever the request was, the browser goes on with a GET (RFC 9110 section 15.4.4).
    static func redirect(to url: String, setting cookie: String) -> BrowserResponse {
        BrowserResponse(303, .goOn, headers: [("Location", url), ("Set-Cookie", cookie)])
    }

    /// Where there is no sign-in yet.
    package static let notFound = BrowserResponse(404, .notFound)

    /// For requests that the server itself turns away.
    package static let badRequest = BrowserResponse(400, .badRequest)

    /// No copy is kept, no address goes along to another site, and the page loads and does nothing.
    private static let always = [
        ("Content-Type", "text/html; charset=utf-8"), ("Cache-Control", "no-store"),
        ("Referrer-Policy", "no-referrer"), ("X-Content-Type-Options", "nosniff"),
        (
            "Content-Security-Policy",
            "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        ),
    ]
}
