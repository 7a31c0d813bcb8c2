import FoundationEssentials
import Session
import Text

/// An event of the history with what the report needs of it.
struct ReportedEvent {
    let record: AuditRecord
    let host: String?
    /// Nil if the event has no time that can be true.
    let time: Date?
    /// Nil for a kind of a later version.
    let kind: AuditEvent.Kind?

    init(_ record: AuditRecord, host: String?, time: Date?) {
        self.record = record
        self.host = host
        self.time = time
        kind = AuditEvent.Kind(rawValue: record.kind)
    }

    /// The coding agent for which the program ran.
    var agent: String? { record.detail["agent"]?.text }

    /// The error's code.
    var error: String? { record.detail["error"]?.text }

    var place: ReportedPlace? {
        if let address = record.actor.sshAddress { return .sshClient(ExactText(name: address)) }
        return record.actor.tty.map { .terminal(ExactText(name: $0)) }
    }

    /// Whether farsign refused what somebody sent, as opposed to something that did not work.
    var isRefusal: Bool { kind == .replyRefused || kind == .relayRefused }

    /// Whether the service said that the session can no longer be refreshed.
    var endsSession: Bool {
        guard kind == .refreshFailed, let error else { return false }
        return [ServiceErrorCode.sessionOver, .credentialsChanged].contains { $0.rawValue.isExactly(error) }
    }
}
