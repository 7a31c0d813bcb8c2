import Session
import Text

/// The class, activity and severity of a row.
struct OCSFActivity {
    static let authentication = 3002
    static let authorizeSession = 3003
    static let other = 99

    let eventClass: Int
    let activity: Int
    /// 1 is informational, 2 low, 3 medium, 4 high.
    let severity: Int
    let isSuccess: Bool

    var isOAuth: Bool { eventClass == Self.authentication && activity != Self.other }

    init(_ record: AuditRecord) {
        isSuccess = record.outcome == "ok"
        let kind = AuditEvent.Kind(rawValue: record.kind)
        // Only an altered ledger has a vend without a session.
        let isVend = kind == .vended && record.session != nil
        eventClass = isVend ? Self.authorizeSession : Self.authentication
        activity =
            switch kind {
            case .vended: isVend ? 1 : Self.other
            case .signedIn, .exchangeFailed, .loginEnded: 1
            case .signedOut, .revoked: 2
            case .refreshed, .refreshFailed: 5
            case .loginStarted, .replyReceived, .replyRefused: 6
            default: Self.other
            }
        severity =
            switch kind {
            case .relayRefused, .ledgerSetAside: 4
            case _ where isSuccess: 1
            case .loginEnded, .refreshFailed: 2
            case .replyRefused where ["state-mismatch", "unknown-login"].contains(record.detail["error"]?.text): 4
            default: 3
            }
    }
}
