import Glibc
package import Text

/// The directory of a socket, which is refused if another user can put files into it.
package struct SocketDirectory: Sendable, Hashable {
    /// An absolute, normalised path.
    package let path: String

    /// - Parameter path: a relative path starts at the working directory.
    package init(path: String) throws(StateError) {
        self.path = try Paths.absolute(path)
    }

    /// Creates the directory and its missing parents with mode 0700, whatever the umask, and checks it.
    package func prepare() throws(StateError) {
        if try Paths.status(path) == nil { try PrivateDirectory.make(path) }
        try check()
    }

    /// - Throws: ``StateError`` unless the directory belongs to this user, has mode 0700 and its path contains no
    ///   symbolic link. Links that root made in directories where only root can write, such as `/home`, are allowed.
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

    /// Walks the path and returns the status of the directory at its end.
    private static func walk(_ path: String) throws(StateError) -> stat {
        var (place, links) = ("", 0)
        var directory = try existing("/")
        var rest = Array(path.split(separator: "/").map(String.init).reversed())
        while let part = rest.popLast() {
            if part == ".." {
                // This part was reached without a link, so `..` is its parent.
                place = String(place[..<(place.lastIndex(of: "/") ?? place.startIndex)])
                directory = try existing(place.isEmpty ? "/" : place)
                continue
            }
            let next = place + "/" + part
            let status = try existing(next)
            if status.st_mode & S_IFMT == S_IFLNK {
                links += 1
                // The same number of links as the kernel follows (path_resolution(7)).
                guard !rest.isEmpty, links <= 40, status.st_uid == 0, directory.st_uid == 0,
                    directory.st_mode & 0o022 == 0, let target = Paths.target(ofLink: next)
                else {
                    throw StateError(
                        .symbolicLink, path: next, "\(next.shown) is a symbolic link, which is not allowed here",
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
