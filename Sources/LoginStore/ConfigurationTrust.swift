import FarsignCore
import Glibc
import POSIX
import Text

/// Checks that nobody else could have written a configuration file.
struct ConfigurationTrust: Sendable {
    /// To whom the administrator's files belong.
    let owner: uid_t
    let isPrivateGroup: @Sendable (_ gid: gid_t) -> Bool

    /// A directory of the administrator's. Returns false if it does not exist.
    func check(directory path: String) throws(StateError) -> Bool {
        guard let status = try Paths.status(path) else { return false }
        switch status.st_mode & S_IFMT {
        case S_IFDIR: break
        case S_IFLNK: throw link(path)
        default: throw StateError(.unreadable, path: path, "\(path.shown) is not a directory")
        }
        if let error = problemOfSystem(path, status) { throw error }
        return true
    }

    /// The error for a file that was opened; nil if it can be used.
    func problem(of path: String, _ status: stat, _ kind: ConfigurationFile.Kind) -> StateError? {
        guard status.st_mode & S_IFMT == S_IFREG else {
            return StateError(.unreadable, path: path, "\(path.shown) is not a regular file")
        }
        return kind == .system ? problemOfSystem(path, status) : problemOfUsers(path, status)
    }

    func unreadable(_ path: String, _ error: SystemError, _ kind: ConfigurationFile.Kind) -> StateError {
        if error.number == ELOOP, kind == .system { return link(path) }
        let parent = Paths.parent(of: path)
        let isHidden = unsafe faccessat(AT_FDCWD, parent, X_OK, AT_EACCESS) != 0
        let hint: String? =
            error.number != EACCES
            ? nil
            : kind == .user
                ? ShellCommand("chmod", "600", path).after("run")
                : isHidden
                    ? ShellCommand("chmod", "755", parent).after("as root, run")
                    : ShellCommand("chmod", "644", path).after("as root, run")
        return StateError(.unreadable, path: path, "cannot read \(path.shown): \(error.text)", hint: hint)
    }

    /// A link of which the target is missing would leave out rules, and one to a user's directory is his to change.
    private func link(_ path: String) -> StateError {
        StateError(
            .symbolicLink, path: path, "\(path.shown) is a symbolic link, which is not allowed here",
            hint: "put the file itself there")
    }

    private func problemOfSystem(_ path: String, _ status: stat) -> StateError? {
        guard status.st_uid == owner else {
            return StateError(
                .wrongOwner, path: path, "\(path.shown) is owned by uid \(status.st_uid), not by root",
                hint: ShellCommand("chown", "root:root", path).after("as root, run"))
        }
        guard status.st_mode & 0o022 == 0 else {
            return StateError(
                .wrongOwner, path: path, "other users can write to \(path.shown)",
                hint: ShellCommand("chmod", "go-w", path).after("as root, run"))
        }
        return nil
    }

    private func problemOfUsers(_ path: String, _ status: stat) -> StateError? {
        guard [geteuid(), 0].contains(status.st_uid) else {
            return StateError(
                .wrongOwner, path: path, "\(path.shown) is owned by another user (uid \(status.st_uid))",
                hint: "change its owner to uid \(geteuid()), or remove it")
        }
        let isShared = status.st_mode & 0o020 != 0 && !isPrivateGroup(status.st_gid)
        guard status.st_mode & 0o002 == 0, !isShared else {
            return StateError(
                .wrongOwner, path: path, "other users can write to \(path.shown)",
                hint: ShellCommand("chmod", "go-w", path).after("run"))
        }
        return nil
    }
}
