public import FarsignCore
import Glibc

/// Where farsign keeps what outlives a process: ours alone, or refused.
public struct StateDirectory: Sendable, Hashable {
    /// What is kept below it, each kind in a directory of its own.
    enum Part: String {
        case locks
        case pending
        case profiles
        case sessions
        case signIns = "sign-ins"
    }

    /// Absolute, without a final slash: behind one, a symbolic link would not be seen.
    public let path: String

    public init(path: String) {
        self.path = UserPaths.normalized(path)
    }

    /// Makes it, 0700 whatever the umask, with the parents that are missing.
    ///
    /// - Throws: what ``check()`` throws, or ``StateError/Code/unwritable``.
    public func prepare() throws(StateError) {
        if try !exists() {
            try checkMaker()
            try Self.make(path)
        }
        try check()
    }

    /// - Throws: ``StateError/Code/wrongOwner`` or ``StateError/Code/symbolicLink`` where another user could decide
    ///   what is in it. A directory that is missing passes.
    public func check() throws(StateError) {
        guard let status = try Self.status(path) else { return }
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
                hint: Self.isShared(path, status) ? Self.otherPlace : "run 'chmod 700 \(path.shown)'")
        }
    }

    private static let otherPlace = "set FARSIGN_STATE_DIR to a directory of your own"

    /// Whether a directory of ours is there for others too, like /tmp: nobody is told to close such a one.
    private static func isShared(_ path: String, _ status: stat) -> Bool {
        status.st_mode & (S_ISVTX | S_ISGID) != 0 || AtomicFile.directory(of: path) == "/"
    }

    /// Root makes nothing in another user's directory: he could not use it, and decides where links in it lead.
    private func checkMaker() throws(StateError) {
        guard geteuid() == 0 else { return }
        var parent = path
        repeat { parent = AtomicFile.directory(of: parent) } while try Self.status(parent) == nil
        guard let status = try Self.status(parent), status.st_uid != 0 else { return }
        throw StateError(
            .wrongOwner, path: parent, "\(parent.shown) is owned by another user (uid \(status.st_uid))",
            hint: Self.otherPlace)
    }

    func path(_ part: Part) -> String { path + "/" + part.rawValue }

    /// The directory of `part`, made where it is missing.
    func prepare(_ part: Part) throws(StateError) -> String {
        try prepare()
        let directory = path(part)
        if try Self.status(directory) == nil { try Self.make(directory) }
        return directory
    }

    private func exists() throws(StateError) -> Bool {
        try Self.status(path) != nil
    }

    /// Nil where there is nothing.
    static func status(_ path: String) throws(StateError) -> stat? {
        var status = stat()
        do throws(SystemError) {
            _ = try retrying { unsafe lstat(path, &status) }
            return status
        } catch {
            if error.number == ENOENT { return nil }
            throw error.whileReading(path)
        }
    }

    /// A directory and the parents that are missing, each 0700.
    static func make(_ path: String) throws(StateError) {
        let parent = AtomicFile.directory(of: path)
        if parent != path, try status(parent) == nil { try make(parent) }
        do throws(SystemError) {
            _ = try retrying { unsafe mkdir(path, 0o700) }
        } catch {
            // Another process was first, and its mode is the one that counts.
            if error.number == EEXIST { return }
            throw error.whileWriting(path)
        }
        // The umask may have taken more away than group and others. Some file systems have a mode of their own.
        if unsafe chmod(path, 0o700) != 0 {
            let error = SystemError(number: errno)
            guard error.isUnsupported, try status(path).map({ $0.st_mode & 0o077 == 0 }) == true else {
                throw error.whileWriting(path)
            }
        }
    }
}
