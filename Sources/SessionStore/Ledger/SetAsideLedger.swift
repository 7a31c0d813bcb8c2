import Glibc
import POSIX
import Session
import Text

/// A corrupt ledger that was renamed and kept beside the current one.
struct SetAsideLedger {
    /// The text between the ledger's name and the time.
    static let infix = ".corrupt-"

    let name: String
    let path: String

    static func all(in state: StateDirectory) throws(StateError) -> [SetAsideLedger] {
        try FileReading.names(in: state.path)
            .filter { $0.hasPrefix("ledger.db" + infix) && !$0.hasSuffix("-wal") && !$0.hasSuffix("-shm") }
            .map { SetAsideLedger(name: $0, path: state.path + "/" + $0) }
    }

    /// The first event of the next ledger: it names the file and, if readable, its last event.
    var event: AuditEvent {
        let last = last()
        return AuditEvent(
            .ledgerSetAside,
            // The actor is the process that creates the new ledger; nobody requested it.
            actor: Actor(uid: Int(geteuid()), user: nil, pid: Int(getpid()), process: nil, tty: nil, sshClient: nil),
            detail: [
                "file": .string(name), "last_seq": last.map { .integer($0.seq) } ?? .null,
                "last_hash": JSONValue(last?.hash),
            ])
    }

    private func last() -> ExpectedEvent? {
        guard let connection = try? Connection(path: path),
            let statement = try? connection.prepare("SELECT seq, hash FROM head"), (try? statement.step()) == true,
            let seq = try? statement.int(0)
        else { return nil }
        return ExpectedEvent(seq: seq, hash: statement.text(1))
    }
}
