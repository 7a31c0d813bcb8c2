import FarsignShared
import NIOCore

/// A `logins` that has not been answered yet.
final class LoginsPoll {
    let id: RelayID
    private let known: Set<String>
    /// Whatever the next look finds is the answer.
    var isOver = false
    var timer: Scheduled<Void>?
    var isLooking = false
    /// Something changed while it looked.
    var looksAgain = false

    init(id: RelayID, known: Set<String>) {
        self.id = id
        self.known = known
    }

    /// Nil while it should wait on.
    func answer(_ found: Result<[RelayLogin], RelayError>) -> Result<JSONValue, RelayError>? {
        if case .success(let logins) = found, !isOver, Set(logins.map(\.id.text)) == known { return nil }
        return found.map { .array($0.map(\.json)) }
    }
}
