import FarsignCore
import FoundationEssentials
import Glibc
import POSIX
import Text

/// The ledger's file: made, opened, brought up to date, set aside.
///
/// What happens to the file as a whole happens under one lock, so that any
/// number of processes can be the first.
struct LedgerFile {
    /// A file's identity: two files never have the same at once.
    struct Identity: Equatable {
        let device: dev_t
        let inode: ino_t
    }

    let state: StateDirectory
    /// For one wait, in milliseconds.
    let busyTimeout: Int32
    let now: @Sendable () -> Date

    var path: String { state.path + "/ledger.db" }

    /// - Parameter identity: is set as soon as the file is open: when SQLite finds it corrupt after that, it is what
    ///   ``setAside(_:)`` has to be told.
    /// - Throws: ``StateError``, or ``SQLiteError`` where SQLite could not use the file.
    func open(noting identity: inout Identity?) throws -> Connection {
        try state.prepare()
        if let connection = try openCurrent(noting: &identity) { return connection }
        let lock = try FileLock(state, "ledger")
        defer { lock.release() }
        if let connection = try openCurrent(noting: &identity) { return connection }
        try create()
        LostRows(state: state).prepare()
        guard let connection = try openFile(noting: &identity) else {
            throw StateError(.ledgerFailed, path: path, "the ledger \(path.shown) was removed while it was made")
        }
        let setAside = try SetAsideLedger.all(in: state)
        try LedgerSchema.migrate(connection) { () throws(SQLiteError) in
            guard !setAside.isEmpty else { return }
            try LedgerWriter(connection: connection, lostRows: LostRows(state: state))
                .append(setAside.map(\.event), at: now(), lost: 0)
        }
        return connection
    }

    /// Whether the file is still the one that was opened, and not set aside or removed since.
    func isCurrent(_ identity: Identity) -> Bool {
        (try? status()) == identity
    }

    /// Nil where there is something to do under the lock first.
    private func openCurrent(noting identity: inout Identity?) throws -> Connection? {
        guard let connection = try openFile(noting: &identity) else { return nil }
        let version: Int
        do throws(SQLiteError) {
            version = try LedgerSchema.version(of: connection)
        } catch {
            guard error.isBusy else { throw error }
            // Another process is making it: "PRAGMA journal_mode = WAL" lets no one else in, and the busy handler is
            // not always asked.
            return nil
        }
        guard version <= LedgerSchema.version else {
            throw StateError(
                .ledgerNewer, path: path,
                "the ledger \(path.shown) was written by a newer farsign: its version is \(version), this farsign "
                    + "knows versions up to \(LedgerSchema.version)",
                hint: "update farsign, or set FARSIGN_STATE_DIR to another directory")
        }
        return version == LedgerSchema.version ? connection : nil
    }

    /// Nil where there is no file.
    private func openFile(noting identity: inout Identity?) throws -> Connection? {
        // Between two looks at the name nothing may have been set aside, or the identity would be that of another file.
        for _ in 0..<10 {
            guard let before = try status() else { return nil }
            do throws(SQLiteError) {
                let connection = try Connection(path: path)
                connection.wait(milliseconds: busyTimeout)
                if isCurrent(before) {
                    identity = before
                    return connection
                }
            } catch {
                if isCurrent(before) { throw error }
            }
        }
        throw StateError(.ledgerFailed, path: path, "the ledger \(path.shown) changes while it is opened")
    }

    /// The files belong to us and are no links; nil where there is no ledger.
    private func status() throws(StateError) -> Identity? {
        for log in [path + "-wal", path + "-shm"] { _ = try Self.checked(log) }
        return try Self.checked(path).map { Identity(device: $0.st_dev, inode: $0.st_ino) }
    }

    private static func checked(_ path: String) throws(StateError) -> stat? {
        guard let status = try Paths.status(path) else { return nil }
        if status.st_mode & S_IFMT == S_IFLNK { throw .symbolicLink(path) }
        if status.st_uid != geteuid() { throw .wrongOwner(path, uid: status.st_uid) }
        return status
    }

    /// An empty file of the right mode, which SQLite gives to the log's files as well. Closing a second descriptor on a
    /// database that is open drops SQLite's locks ("How To Corrupt An SQLite Database File", 2.2): hence O_EXCL.
    private func create() throws(StateError) {
        do throws(SystemError) {
            _ = try Descriptor(opening: path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW)
        } catch {
            if error.number != EEXIST { throw error.whileWriting(path) }
        }
    }

    /// Renames a corrupt ledger, unless another process did so since it was opened.
    ///
    /// - Returns: where it is now; nil where `identity` is not the ledger any more.
    func setAside(_ identity: Identity) throws(StateError) -> String? {
        let lock = try FileLock(state, "ledger")
        defer { lock.release() }
        guard try status() == identity else { return nil }
        let base = path + SetAsideLedger.infix + RFC3339.seconds(now()).filter { $0 != "-" && $0 != ":" }
        var aside = base
        var number = 1
        while try Paths.status(aside) != nil {
            number += 1
            aside = "\(base)-\(number)"
        }
        // The log first: SQLite would read a log that was left behind into the ledger that comes next.
        for suffix in ["-wal", "-shm", ""] where try Paths.status(path + suffix) != nil {
            do throws(SystemError) {
                _ = try retrying { unsafe rename(path + suffix, aside + suffix) }
            } catch {
                throw error.whileWriting(path + suffix)
            }
        }
        return aside
    }
}
