package import FoundationEssentials
import Session
import SignIn
import Text

extension ServiceError {
    /// The error of a signed request. A missing permission is the action's, not that to sign in.
    package init(_ response: HTTPResponse, of action: SignInAction, now: Date) {
        let json = try? JSONValue(parsing: response.body.reveal())
        // The type may be followed by a colon and a URL.
        let type = response.headers["x-amzn-errortype"]?.split(separator: ":").first
            .flatMap { $0.isIdentifier ? String($0) : nil }
        let error = json?["error"]?.identifier?.uppercased()
        let message = json?["message"]?.text ?? json?["Message"]?.text
        let id = response.requestID
        guard 400..<500 ~= response.status, response.status != 429, (error ?? type) != nil,
            !["TOKEN_EXPIRED", "USER_CREDENTIALS_CHANGED"].contains(error)
        else {
            self.init(response, now: now)
            return
        }
        if error == "INSUFFICIENT_PERMISSIONS" || (error == nil && type == "AccessDeniedException") {
            self.init(
                .permissionMissing, "this identity is not allowed to perform \(action.rawValue)",
                hint: "ask an administrator to allow the IAM action \(action.rawValue)", requestID: id)
        } else if error == "RESOURCE_NOT_FOUND" || (error == nil && type == "ResourceNotFoundException") {
            self.init(
                .sessionNotFound, "AWS knows no such sign-in session of this identity",
                hint: "list them with 'farsign sessions --aws'", requestID: id)
        } else {
            let ahead = Self.clockAhead(response, now: now)
            self.init(
                .requestRefused, Self.refused(error ?? type ?? "", message, id), hint: ahead.map(Self.skew),
                clockAhead: ahead, requestID: id)
        }
    }

    /// The reason why AWS did not revoke one of several sessions.
    init(notRevoked session: SignInSessionARN, code: String, message: String?) {
        let letters = code.utf8.filter(\.isLetterOrDigit).map { $0 | 0x20 }
        if letters.starts(with: Array("resourcenotfound".utf8)) {
            self.init(
                .sessionNotFound, "AWS knows no sign-in session \(session) that this identity may end",
                hint: "list them with 'farsign sessions --aws', or with --account for those of other identities")
        } else {
            let said = message.map { ": " + ShownText($0, limit: 300).description } ?? ""
            self.init(
                .requestRefused, "AWS did not revoke \(session): \(ShownText(code, limit: 60))\(said)", hint: nil)
        }
    }
}
