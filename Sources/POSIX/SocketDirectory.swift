import Glibc
package import Text

/// The directory of a socket: nobody but us can put anything there, or it is refused.
package struct SocketDirectory: Sendable, Hashable {
    /// Absolute, without empty parts.
    package let path: String

    /// - Parameter path: a relative one is taken from the working directory.
    package init(path: String) throws(StateError) {
        self.path = try Paths.absolute(path)
    }

    /// Makes it, 0700 whatever the umask, with the parents that are missing, and checks it.
    package func prepare() throws(StateError) {
        if try Paths.status(path) == nil { try PrivateDirectory.make(path) }
        try check()
    }

    /// - Throws: ``StateError`` unless it is ours, 0700, and no part of its path is a symbolic link, but for those on the
    ///   way that are root's, in directories where only root can put them, such as `/home`.
    package func check() throws(StateError) {
        let last = try Self.walk(path)
        guard last.st_uid == geteuid() else {
            throw StateError(
                .wrongOwner, path: path, "\(path.shown) is owned by another user (uid \(last.st_uid))",
                hint: "put the socket into a directory of your own")
        }
        guard last.st_mode & 0o077 == 0 else {
            throw StateError(
                .wrongOwner, path: path, "other users can enter \(path.shown)",
                hint: PrivateDirectory.hint(path, last, otherPlace: "put the socket into a directory of your own"))
        }
    }

    /// The directory at the end of the path.
    private static func walk(_ path: String) throws(StateError) -> stat {
        var (place, links) = ("", 0)
        var directory = try existing("/")
        var rest = Array(path.split(separator: "/").map(String.init).reversed())
        while let part = rest.popLast() {
            if part == ".." {
                // Of a place that is reached through no link.
                place = String(place[..<(place.lastIndex(of: "/") ?? place.startIndex)])
                directory = try existing(place.isEmpty ? "/" : place)
                continue
            }
            let next = place + "/" + part
            let status = try existing(next)
            if status.st_mode & S_IFMT == S_IFLNK {
                links += 1
                // As many as the kernel follows (path_resolution(7)).
                guard !rest.isEmpty, links <= 40, status.st_uid == 0, directory.st_uid == 0,
                    directory.st_mode & 0o022 == 0, let target = Paths.target(ofLink: next)
                else {
                    throw StateError(
                        .symbolicLink, path: next, "\(next.shown) is a symbolic link, and must not be one",
                        hint: "name the directory of the socket by a path without symbolic links")
                }
                if target.utf8.first == UInt8(ascii: "/") { (place, directory) = ("", try existing("/")) }
                rest += target.split(separator: "/").filter { $0 != "." }.map(String.init).reversed()
                continue
            }
            guard status.st_mode & S_IFMT == S_IFDIR else {
                throw StateError(.unreadable, path: next, "\(next.shown) is not a directory")
            }
            (place, directory) = (next, status)
        }
        return directory
    }

    private static func existing(_ path: String) throws(StateError) -> stat {
        guard let status = try Paths.status(path) else {
            throw StateError(.unreadable, path: path, "there is no directory \(path.shown)")
        }
        return status
    }

}
