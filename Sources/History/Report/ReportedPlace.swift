import Text

/// From where a person works, as far as the machine knows.
enum ReportedPlace: Sendable, Hashable {
    case sshClient(ExactText)
    case terminal(ExactText)
}
