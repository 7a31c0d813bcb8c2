import Glibc
import POSIX
package import Text

/// The directory for farsign's persistent files. It must belong to this user alone.
package struct StateDirectory: Sendable, Hashable {
    /// The kinds of files in it, each in a directory of its own.
    package enum Part: String {
        case locks
        case pending
        case profiles
        case sessions
        case signIns = "sign-ins"
    }

    /// An absolute path without a trailing slash, which would hide that it is a symbolic link.
    package let path: String

    package init(path: String) {
        self.path = Paths.normalized(path)
    }

    /// Creates the directory and its missing parents with mode 0700, whatever the umask.
    ///
    /// - Throws: the errors of ``check()``, or ``StateError/Code/unwritable``.
    package func prepare() throws(StateError) {
        if try !exists() {
            try checkMaker()
            try PrivateDirectory.make(path)
        }
        try check()
    }

    /// - Throws: ``StateError/Code/wrongOwner`` or ``StateError/Code/symbolicLink`` if another user could decide what
    ///   is in the directory. A missing directory passes.
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

    /// Root creates nothing in another user's directory: that user could not use it and could redirect it with links.
    private func checkMaker() throws(StateError) {
        guard geteuid() == 0 else { return }
        var parent = path
        repeat { parent = Paths.parent(of: parent) } while try Paths.status(parent) == nil
        guard let status = try Paths.status(parent), status.st_uid != 0 else { return }
        throw StateError(
            .wrongOwner, path: parent, "\(parent.shown) is owned by another user (uid \(status.st_uid))",
            hint: Self.otherPlace)
    }

    package func path(_ part: Part) -> String { path + "/" + part.rawValue }

    /// The directory of `part`, which is created if missing.
    package func prepare(_ part: Part) throws(StateError) -> String {
        try prepare()
        let directory = path(part)
        if try Paths.status(directory) == nil { try PrivateDirectory.make(directory) }
        return directory
    }

    private func exists() throws(StateError) -> Bool {
        try Paths.status(path) != nil
    }
}
