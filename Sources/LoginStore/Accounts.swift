package import Glibc

/// The databases of users and groups (getpwuid(3), getgrgid(3)).
///
/// They may ask a name service, for which a program has to load libraries. farsign-credentials, which is static, links
/// none of this.
package enum Accounts {
    /// The name of a user; nil if it has none.
    package static func name(of uid: uid_t) -> String? {
        unsafe user(uid) { unsafe $0.pw_name.map { unsafe String(cString: $0) } }
    }

    /// The home directory of a user.
    package static func home(of uid: uid_t) -> String? {
        unsafe user(uid) { unsafe $0.pw_dir.map { unsafe String(cString: $0) } }
    }

    /// Whether the group has this user's name and no other member. Debian creates such a group for each user, and with
    /// its umask of 002 the AWS tools create directories that the group can write to.
    package static func isPrivate(_ gid: gid_t, of uid: uid_t) -> Bool {
        let primaryName = unsafe user(uid) {
            unsafe $0.pw_gid == gid ? $0.pw_name.map { unsafe String(cString: $0) } : nil
        }
        guard let name = primaryName else { return false }
        var entry = unsafe Glibc.group()
        var found: UnsafeMutablePointer<Glibc.group>?
        var buffer = [CChar](repeating: 0, count: size)
        guard unsafe getgrgid_r(gid, &entry, &buffer, buffer.count, &found) == 0, unsafe found != nil,
            let groupName = unsafe entry.gr_name, unsafe strcmp(name, groupName) == 0
        else { return false }
        var member = unsafe entry.gr_mem
        while let other = unsafe member?.pointee {
            guard unsafe strcmp(name, other) == 0 else { return false }
            unsafe member = unsafe member?.successor()
        }
        return true
    }

    /// Room for an entry with hundreds of members.
    private static let size = 16_384

    private static func user<Value>(_ uid: uid_t, _ read: (passwd) -> Value?) -> Value? {
        var entry = unsafe passwd()
        var found: UnsafeMutablePointer<passwd>?
        var buffer = [CChar](repeating: 0, count: size)
        guard unsafe getpwuid_r(uid, &entry, &buffer, buffer.count, &found) == 0, unsafe found != nil else {
            return nil
        }
        // The texts of the entry are in the buffer.
        return withExtendedLifetime(buffer) { unsafe read(entry) }
    }
}
