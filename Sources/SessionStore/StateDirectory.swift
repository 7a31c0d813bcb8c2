import Glibc
import POSIX
package import Text

/// Where farsign keeps what outlives a process: ours alone, or refused.
package struct StateDirectory: Sendable, Hashable {
    /// What is kept below it, each kind in a directory of its own.
    enum Part: String {
        case locks
        case pending
        case profiles
        case sessions
        case signIns = "sign-ins"
    }

    /// Absolute, without a final slash: behind one, a symbolic link would not be seen.
    package let path: String

    package init(path: String) {
        self.path = Paths.normalized(path)
    }

    /// Makes it, 0700 whatever the umask, with the parents that are missing.
    ///
    /// - Throws: what ``check()`` throws, or ``StateError/Code/unwritable``.
    package func prepare() throws(StateError) {
        if try !exists() {
            try checkMaker()
            try PrivateDirectory.make(path)
        }
        try check()
    }

    /// - Throws: ``StateError/Code/wrongOwner`` or ``StateError/Code/symbolicLink`` where another user could decide
    ///   what is in it. A directory that is missing passes.
    package func check() throws(StateError) {
        guard let status = try Paths.status(path) else { return }
        switch status.st_mode & S_IFMT {
        case S_IFLNK: throw .symbolicLink(path)
        case S_IFDIR: break
        default: throw StateError(.unreadable, path: path, "\(path.shown) is not a directory")
        }
        guard status.st_uid == geteuid() else {
            throw StateError(
                .wrongOwner, path: path, "\(path.shown) is owned by another user (uid \(status.st_uid))",
                hint: Self.otherPlace)
        }
        guard status.st_mode & 0o022 == 0 else {
            throw StateError(
                .wrongOwner, path: path, "other users can write to \(path.shown)",
                hint: PrivateDirectory.hint(path, status, otherPlace: Self.otherPlace))
        }
    }

    private static let otherPlace = "set FARSIGN_STATE_DIR to a directory of your own"

    /// Root makes nothing in another user's directory: he could not use it, and decides where links in it lead.
    private func checkMaker() throws(StateError) {
        guard geteuid() == 0 else { return }
        var parent = path
        repeat { parent = Paths.parent(of: parent) } while try Paths.status(parent) == nil
        guard let status = try Paths.status(parent), status.st_uid != 0 else { return }
        throw StateError(
            .wrongOwner, path: parent, "\(parent.shown) is owned by another user (uid \(status.st_uid))",
            hint: Self.otherPlace)
    }

    func path(_ part: Part) -> String { path + "/" + part.rawValue }

    /// The directory of `part`, made where it is missing.
    func prepare(_ part: Part) throws(StateError) -> String {
        try prepare()
        let directory = path(part)
        if try Paths.status(directory) == nil { try PrivateDirectory.make(directory) }
        return directory
    }

    private func exists() throws(StateError) -> Bool {
        try Paths.status(path) != nil
    }
}
