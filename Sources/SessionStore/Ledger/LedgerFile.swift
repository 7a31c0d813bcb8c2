import FoundationEssentials
import Glibc
import POSIX
import Session
import Text

/// The ledger's file: creates, opens, migrates it, and sets it aside if it is corrupt.
///
/// All changes to the file as a whole happen under one lock, so that any number of processes can start at the same
/// time.
struct LedgerFile {
    /// A file's identity. Two existing files never have the same one.
    struct Identity: Equatable {
        let device: dev_t
        let inode: ino_t
    }

    let state: StateDirectory
    /// The time to wait for another process, in milliseconds.
    let busyTimeout: Int32
    let now: @Sendable () -> Date

    var path: String { state.path + "/ledger.db" }

    /// - Parameter identity: set as soon as the file is open. If SQLite finds the file corrupt later, pass it to
    ///   ``setAside(_:)``.
    /// - Throws: ``StateError``, or ``SQLiteError`` if SQLite cannot use the file.
    func open(noting identity: inout Identity?) throws -> Connection {
        try state.prepare()
        if let connection = try openCurrent(noting: &identity) { return connection }
        let lock = try FileLock(state, "ledger")
        defer { lock.release() }
        if let connection = try openCurrent(noting: &identity) { return connection }
        try create()
        LostRows(state: state).prepare()
        guard let connection = try openFile(noting: &identity) else {
            throw StateError(.ledgerFailed, path: path, "the new ledger \(path.shown) was removed by another process")
        }
        let setAside = try SetAsideLedger.all(in: state)
        try LedgerSchema.migrate(connection) { () throws(SQLiteError) in
            guard !setAside.isEmpty else { return }
            try LedgerWriter(connection: connection, lostRows: LostRows(state: state))
                .begin(with: setAside.map(\.event), at: now())
        }
        return connection
    }

    /// Whether the opened file is still the ledger: it was neither set aside nor removed since.
    func isCurrent(_ identity: Identity) -> Bool {
        (try? status()) == identity
    }

    /// Opens an up-to-date ledger. Returns nil if something has to be done under the lock first.
    private func openCurrent(noting identity: inout Identity?) throws -> Connection? {
        guard let connection = try openFile(noting: &identity) else { return nil }
        let version: Int
        do throws(SQLiteError) {
            version = try LedgerSchema.version(of: connection)
        } catch {
            guard error.isBusy else { throw error }
            // Another process is creating it: "PRAGMA journal_mode = WAL" excludes all others, and SQLite does not
            // always call the busy handler then.
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

    /// Returns nil if the file does not exist.
    private func openFile(noting identity: inout Identity?) throws -> Connection? {
        // The file must not be set aside between the two stat calls, or the identity would belong to another file.
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
        throw StateError(.ledgerFailed, path: path, "the ledger \(path.shown) is being replaced again and again")
    }

    /// Checks that the files belong to this user and are not links. Returns nil if there is no ledger.
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

    /// Creates an empty file with mode 0600, which SQLite also uses for the log's files. O_EXCL is needed because
    /// closing a second descriptor of an open database releases SQLite's locks ("How To Corrupt An SQLite Database
    /// File", 2.2).
    private func create() throws(StateError) {
        do throws(SystemError) {
            _ = try Descriptor(opening: path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW)
        } catch {
            if error.number != EEXIST { throw error.whileWriting(path) }
        }
    }

    /// Renames a corrupt ledger, unless another process already did.
    ///
    /// - Returns: the new path; nil if `identity` is no longer the ledger.
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
        // Rename the log files first: SQLite would apply a leftover log to the next ledger.
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
