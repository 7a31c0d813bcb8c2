import Glibc
import POSIX
import Text

/// Checks that no other user can change the directory of the AWS tools' token cache.
enum TokenDirectory {
    /// - Throws: ``StateError/Code/wrongOwner`` if the directory belongs to another user or others can write to it. A
    ///   missing directory passes. A link of this user or root may lead to it.
    static func check(_ path: String) throws(StateError) {
        guard var status = try Paths.status(path) else { return }
        if status.st_mode & S_IFMT == S_IFLNK {
            guard isTrusted(status.st_uid) else { throw owned(path, by: status.st_uid) }
            guard unsafe stat(path, &status) == 0 else { return }
        }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            throw StateError(.unreadable, path: path, "\(path.shown) is not a directory", hint: hint)
        }
        guard isTrusted(status.st_uid) else { throw owned(path, by: status.st_uid) }
        guard status.st_mode & 0o002 == 0, status.st_mode & 0o020 == 0 || isPrivateGroup(status.st_gid) else {
            throw StateError(
                .wrongOwner, path: path, "other users can write to \(path.shown), where tokens are kept", hint: hint)
        }
    }

    private static let hint = "set AWS_LOGIN_CACHE_DIRECTORY to a directory that only you can write to"

    private static func isTrusted(_ uid: uid_t) -> Bool { uid == geteuid() || uid == 0 }

    private static func owned(_ path: String, by uid: uid_t) -> StateError {
        StateError(.wrongOwner, path: path, "\(path.shown) is owned by another user (uid \(uid))", hint: hint)
    }

    /// Whether the group has the user's name and no other member. Debian creates such a group for each user, and with
    /// its umask of 002 the AWS tools create directories that the group can write to.
    private static func isPrivateGroup(_ gid: gid_t) -> Bool {
        var user = unsafe passwd()
        var foundUser: UnsafeMutablePointer<passwd>?
        var group = unsafe Glibc.group()
        var foundGroup: UnsafeMutablePointer<Glibc.group>?
        var buffers = [[CChar]](repeating: [CChar](repeating: 0, count: 16_384), count: 2)
        guard unsafe getpwuid_r(geteuid(), &user, &buffers[0], buffers[0].count, &foundUser) == 0,
            unsafe foundUser != nil, unsafe user.pw_gid == gid,
            unsafe getgrgid_r(gid, &group, &buffers[1], buffers[1].count, &foundGroup) == 0, unsafe foundGroup != nil,
            let userName = unsafe user.pw_name, let groupName = unsafe group.gr_name,
            unsafe strcmp(userName, groupName) == 0
        else { return false }
        var member = unsafe group.gr_mem
        while let name = unsafe member?.pointee {
            guard unsafe strcmp(name, userName) == 0 else { return false }
            unsafe member = unsafe member?.successor()
        }
        return true
    }
}
