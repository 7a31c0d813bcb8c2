import Glibc
import POSIX
import Text

/// Checks that no other user can change the directory of the AWS tools' token cache.
struct TokenDirectory: Sendable {
    let isPrivateGroup: @Sendable (_ gid: gid_t) -> Bool

    /// - Throws: ``StateError/Code/wrongOwner`` if the directory belongs to another user or others can write to it. A
    ///   missing directory passes. A link of this user or root may lead to it.
    func check(_ path: String) throws(StateError) {
        guard var status = try Paths.status(path) else { return }
        if status.st_mode & S_IFMT == S_IFLNK {
            guard Self.isTrusted(status.st_uid) else { throw Self.owned(path, by: status.st_uid) }
            guard unsafe stat(path, &status) == 0 else { return }
        }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            throw StateError(.unreadable, path: path, "\(path.shown) is not a directory", hint: Self.hint)
        }
        guard Self.isTrusted(status.st_uid) else { throw Self.owned(path, by: status.st_uid) }
        guard status.st_mode & 0o002 == 0, status.st_mode & 0o020 == 0 || isPrivateGroup(status.st_gid) else {
            throw StateError(
                .wrongOwner, path: path, "other users can write to \(path.shown), where tokens are kept",
                hint: Self.hint)
        }
    }

    private static let hint = "set AWS_LOGIN_CACHE_DIRECTORY to a directory that only you can write to"

    private static func isTrusted(_ uid: uid_t) -> Bool { uid == geteuid() || uid == 0 }

    private static func owned(_ path: String, by uid: uid_t) -> StateError {
        StateError(.wrongOwner, path: path, "\(path.shown) is owned by another user (uid \(uid))", hint: hint)
    }
}
