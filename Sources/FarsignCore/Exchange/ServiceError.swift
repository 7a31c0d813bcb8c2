package import FoundationEssentials
package import Session
import Text

/// A refusal or a failure of the sign-in service, with a hint for the person.
package struct ServiceError: ExplainedError, Hashable {
    package let code: ServiceErrorCode
    package let summary: String
    package let hint: String?
    /// How far this machine's clock is ahead of the service's `Date` header; nil if they differ by less than a
    /// minute.
    package let clockAhead: Duration?
    /// The request id, with which AWS support can find the request.
    package let requestID: String?

    /// Whether the session cannot be refreshed any more, so that the person has to sign in.
    package var endsSession: Bool { code == .sessionOver || code == .credentialsChanged }

    /// Whether the service refused the code because it is wrong or used up; another code may be accepted.
    package var refusesCode: Bool { code == .codeExpired || code == .requestRefused }

    init(
        _ code: ServiceErrorCode, _ summary: String, hint: String?, clockAhead: Duration? = nil,
        requestID: String? = nil
    ) {
        self.code = code
        self.summary = summary
        self.hint = hint
        self.clockAhead = clockAhead
        self.requestID = requestID
    }

    /// The same error with a more specific hint.
    package func hinting(_ hint: String) -> ServiceError {
        ServiceError(code, summary, hint: hint, clockAhead: clockAhead, requestID: requestID)
    }

    package static func badReply(_ reason: String, _ response: HTTPResponse? = nil) -> ServiceError {
        let status = response.map { " with status \($0.status)" } ?? ""
        return ServiceError(
            .badReply, "the reply of the sign-in service\(status) is invalid: \(reason)",
            hint: "check whether a proxy changes the reply, and try again", requestID: response?.requestID)
    }

    /// The status decides first, because a 429 can carry INVALID_REQUEST. The case of `error` is ignored.
    package init(_ response: HTTPResponse, now: Date) {
        let json = try? JSONValue(parsing: response.body.reveal())
        let error = json?["error"]?.identifier?.uppercased() ?? ""
        let id = response.requestID
        let suffix = id.map { " (request \($0))" } ?? ""

        switch (response.status, error) {
        case (401, "TOKEN_EXPIRED"):
            self.init(.sessionOver, "the session is over", hint: Self.signIn, requestID: id)
        case (401, "AUTHCODE_EXPIRED"):
            self.init(
                .codeExpired, "the code was already used or has expired",
                hint: "start again with 'farsign login'", requestID: id)
        case (403, "USER_CREDENTIALS_CHANGED"):
            self.init(
                .credentialsChanged, "the password of this identity changed", hint: Self.signIn, requestID: id)
        case (403, "INSUFFICIENT_PERMISSIONS"):
            self.init(
                .permissionMissing,
                "this identity is not allowed to sign in: it needs signin:AuthorizeOAuth2Access and "
                    + "signin:CreateOAuth2Token",
                hint: "attach the managed policy SignInLocalDevelopmentAccess", requestID: id)
        case (429, _):
            self.init(
                .serviceUnavailable, "the sign-in service is busy: status 429\(suffix)",
                hint: "try again in a moment", requestID: id)
        case (500..., _):
            self.init(
                .serviceUnavailable, "the sign-in service is failing: status \(response.status)\(suffix)",
                hint: "try again in a moment", requestID: id)
        case (400, _) where json?["error"]?.text != nil, (401, _) where json != nil, (403, _) where json != nil:
            // Only this error can be caused by a DPoP proof with a wrong time: for every other one, the service has
            // looked at the code.
            let ahead =
                response.status == 400 && error == "INVALID_REQUEST" ? Self.clockAhead(response, now: now) : nil
            self.init(
                .requestRefused,
                Self.refused(error, json?["message"]?.text, id),
                hint: ahead.map(Self.skew) ?? "start again with 'farsign login'", clockAhead: ahead, requestID: id)
        default:
            self.init(
                .badReply, "the sign-in service answered with the unexpected status \(response.status)",
                hint: "check the endpoint, and whether a proxy changes the reply", requestID: id)
        }
    }

    static func refused(_ error: String, _ message: String?, _ requestID: String?) -> String {
        "the sign-in service refused the request" + (error.isEmpty ? "" : " with \(ShownText(error, limit: 60))")
            + (message.map { ": " + ShownText($0, limit: 300).description } ?? "")
            + (requestID.map { " (request \($0))" } ?? "")
    }

    private static let signIn = "sign in again with 'farsign login'"

    /// The hint about a wrong clock.
    package static func skew(_ ahead: Duration) -> String {
        let seconds = ahead.components.seconds
        return
            "the clock of this machine is \(abs(seconds)) s \(seconds > 0 ? "ahead of" : "behind") the service's: set it"
    }

    /// Parses the `Date` header, an IMF-fixdate (RFC 9110, section 5.6.7).
    static func clockAhead(_ response: HTTPResponse, now: Date) -> Duration? {
        guard let theirs = response.headers["date"].flatMap(IMFFixdate.parse) else { return nil }
        let ahead = now.timeIntervalSince(theirs)
        return abs(ahead) > 60 ? .seconds(Int64(ahead.rounded())) : nil
    }
}

extension HTTPResponse {
    var requestID: String? {
        (headers["x-amzn-requestid"] ?? headers["x-amz-request-id"]).map { ShownText($0, limit: 80).description }
    }
}
