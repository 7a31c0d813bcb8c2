import FarsignCore
package import FoundationEssentials
import Glibc
import POSIX
import Session
package import SessionStore
package import SignIn
package import Text

/// The secrets of pending logins in `STATE/pending/<id>.json`, each unlinked when its login ends.
package struct PendingFiles: PendingLoginFiles {
    /// The maximum size in bytes. A pending login with its key and attempts has a few kilobytes.
    private static let limit = 1 << 20

    private let state: StateDirectory

    package init(state: StateDirectory) {
        self.state = state
    }

    /// The directory, which exists once a login was written or ``prepare()`` was called.
    package var directory: String { state.path(.pending) }

    package func prepare() throws(StateError) {
        _ = try state.prepare(.pending)
    }

    package func ids() throws(StateError) -> [LoginID] {
        try state.check()
        return try FileReading.names(in: state.path(.pending)).compactMap { name in
            name.hasSuffix(".json") ? LoginID(String(name.dropLast(5))) : nil
        }
    }

    package func read(_ id: LoginID) throws(StateError) -> Secret<[UInt8]>? {
        try state.check()
        return try FileReading.bytes(of: path(id), limit: Self.limit, .ours).map(Secret.init)
    }

    package func write(_ id: LoginID, _ contents: Secret<[UInt8]>) throws(StateError) {
        _ = try state.prepare(.pending)
        let lock = try FileLock(state, "pending")
        defer { lock.release() }
        try AtomicFile(path: path(id)).replace(with: contents.reveal())
    }

    package func remove(_ id: LoginID) throws(StateError) {
        try state.check()
        try FileReading.remove(path(id))
    }

    package func exists(_ id: LoginID) -> Bool {
        unsafe access(path(id), F_OK) == 0
    }

    package func written(_ id: LoginID) -> Date? {
        guard let status = try? Paths.status(path(id)) else { return nil }
        return Date(timeIntervalSince1970: Double(status.st_mtim.tv_sec))
    }

    package func removeLeftovers() throws(StateError) {
        try state.check()
        let directory = state.path(.pending)
        if try FileReading.names(in: directory).contains(where: Self.isTemporary) {
            // The writers hold this lock, so a temporary file that exists now belongs to a killed writer.
            let lock = try FileLock(state, "pending")
            defer { lock.release() }
            for name in try FileReading.names(in: directory) where Self.isTemporary(name) {
                try FileReading.remove(directory + "/" + name)
            }
        }
        for name in try FileReading.names(in: state.path(.locks)) where name.hasPrefix(FileLock.loginPrefix) {
            guard let id = LoginID(String(name.dropFirst(FileLock.loginPrefix.count))), !exists(id) else { continue }
            FileLock.remove(lockPath(id)) { !exists(id) }
        }
    }

    private static func isTemporary(_ name: String) -> Bool {
        name.hasPrefix(".") && name.hasSuffix(".farsign-tmp")
    }

    private func path(_ id: LoginID) -> String {
        Self.path(id, in: state)
    }

    static func path(_ id: LoginID, in state: StateDirectory) -> String {
        state.path(.pending) + "/" + id.text + ".json"
    }

    private func lockPath(_ id: LoginID) -> String {
        state.path(.locks) + "/" + FileLock.loginPrefix + id.text
    }
}
