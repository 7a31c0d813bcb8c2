import Session

/// How urgent a row is for a log daemon; the numbers are those of RFC 5424.
enum LogSeverity: Int {
    case error = 3
    case warning = 4
    case notice = 5
    case informational = 6

    /// The same order as the severity of the OCSF event.
    init(_ record: AuditRecord) {
        self =
            switch OCSFActivity(record).severity {
            case 1: .informational
            case 2: .notice
            case 3: .warning
            default: .error
            }
    }
}
