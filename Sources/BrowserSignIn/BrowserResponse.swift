/// An HTTP response: a page with its status and headers.
package struct BrowserResponse: Sendable {
    package let status: Int
    package let headers: [(name: String, value: String)]
    package let body: String

    package init(status: Int, headers: [(name: String, value: String)], body: String) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// - Parameter headers: in addition to those of every page.
    init(_ status: Int, _ page: CallbackPage, headers: [(name: String, value: String)] = []) {
        self.init(status: status, headers: Self.always + headers, body: page.html)
    }

    /// Status 303, so that the browser continues with a GET whatever the request was (RFC 9110, section 15.4.4).
    static func redirect(to url: String, setting cookie: String) -> BrowserResponse {
        BrowserResponse(303, .goOn, headers: [("Location", url), ("Set-Cookie", cookie)])
    }

    /// The response while there is no sign-in.
    package static let notFound = BrowserResponse(404, .notFound)

    /// The response to requests that the server itself refuses.
    package static let badRequest = BrowserResponse(400, .badRequest)

    /// The page is not cached, sends no referrer to other sites, and can load or run nothing.
    private static let always = [
        ("Content-Type", "text/html; charset=utf-8"), ("Cache-Control", "no-store"),
        ("Referrer-Policy", "no-referrer"), ("X-Content-Type-Options", "nosniff"),
        (
            "Content-Security-Policy",
            "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        ),
    ]
}
