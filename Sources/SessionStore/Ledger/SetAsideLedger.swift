import FarsignCore
import Glibc
import POSIX
import Text

/// A ledger that was corrupt, and lies beside the one in use.
struct SetAsideLedger {
    /// Between the ledger's name and the time.
    static let infix = ".corrupt-"

    let name: String
    let path: String

    static func all(in state: StateDirectory) throws(StateError) -> [SetAsideLedger] {
        try FileReading.names(in: state.path)
            .filter { $0.hasPrefix("ledger.db" + infix) && !$0.hasSuffix("-wal") && !$0.hasSuffix("-shm") }
            .map { SetAsideLedger(name: $0, path: state.path + "/" + $0) }
    }

    /// What the next ledger begins with: the file's name, and the last event in it where that can still be read.
    var event: AuditEvent {
        let last = last()
        return AuditEvent(
            .ledgerSetAside,
            // Whichever process makes the new ledger: nobody asked for it.
            actor: Actor(uid: Int(geteuid()), user: nil, pid: Int(getpid()), process: nil, tty: nil, sshClient: nil),
            detail: [
                "file": .string(name), "last_seq": last.map { .integer($0.seq) } ?? .null,
                "last_hash": JSONValue(last?.hash),
            ])
    }

    private func last() -> AuditCheckpoint? {
        guard let connection = try? Connection(path: path),
            let statement = try? connection.prepare("SELECT seq, hash FROM head"), (try? statement.step()) == true,
            let seq = try? statement.int(0)
        else { return nil }
        return AuditCheckpoint(seq: seq, hash: statement.text(1))
    }
}
