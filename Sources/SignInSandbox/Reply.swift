/// A reply, and how to send it.
struct Reply: Sendable {
    enum Delivery: Sendable, Hashable {
        case whole
        /// Resets the connection instead.
        case reset
        /// Half of the body, then the connection is closed.
        case truncated
        /// The body, filled up to this size with the letter `a`.
        case filled(bytes: Int)
        case dripping(over: Duration)
        /// No reply until the client gives up.
        case never
    }

    var status: Int
    var headers: [(name: String, value: String)]
    var body: [UInt8]
    var delivery = Delivery.whole
    var delay = Duration.zero
    /// The error code for the request log.
    var error: String?

    init(_ status: Int, _ contentType: String, _ body: String, headers: [(name: String, value: String)] = []) {
        self.status = status
        self.headers = [("Content-Type", contentType)] + headers
        self.body = Array(body.utf8)
    }

    static func json(_ value: JSON, status: Int = 200) -> Reply {
        Reply(status, "application/json", value.text, headers: [("Cache-Control", "no-store")])
    }

    static func xml(_ text: String, status: Int = 200) -> Reply { Reply(status, "text/xml", text) }

    static func redirect(_ status: Int, to target: String) -> Reply {
        Reply(status, "text/plain", "", headers: [("Location", target), ("Cache-Control", "no-store")])
    }

    /// A page of the sign-in service. It loads and runs nothing. The form may redirect to a loopback callback,
    /// because browsers apply `form-action` to redirects after a form as well.
    static func page(_ html: String, status: Int = 200) -> Reply {
        let policy =
            "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'; "
            + "form-action 'self' http://127.0.0.1:*"
        return Reply(
            status, "text/html; charset=utf-8", html,
            headers: [
                ("Content-Security-Policy", policy), ("Referrer-Policy", "no-referrer"),
                ("X-Content-Type-Options", "nosniff"), ("Cache-Control", "no-store"),
            ])
    }

    /// A refusal in the format of the operation: a page for people, XML for STS, JSON otherwise.
    init(_ refusal: Refusal, of operation: SignInSandbox.Operation?) {
        switch operation {
        case .authorize, .decision, .confirmation:
            self = .page(Pages.refused(refusal), status: refusal.status)
        case .callerIdentity:
            self = .xml(CallerIdentity.errorXML(refusal), status: refusal.status)
        default:
            self = .json(
                .members(["error": .string(refusal.error), "message": .string(refusal.message)]),
                status: refusal.status)
            headers.append(("x-amzn-ErrorType", refusal.type))
        }
        error = refusal.error
    }
}
