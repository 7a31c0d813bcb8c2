public import FarsignShared
import Glibc

/// The directory of a socket: nobody but us can put anything there, or it is refused.
public struct SocketDirectory: Sendable, Hashable {
    /// Absolute, without empty parts.
    public let path: String

    /// - Parameter path: a relative one is taken from the working directory.
    public init(path: String) throws(StateError) {
        self.path = try Self.absolute(path)
    }

    /// Makes it, 0700 whatever the umask, with the parents that are missing, and checks it.
    public func prepare() throws(StateError) {
        for prefix in prefixes where try Self.status(prefix) == nil { try Self.make(prefix) }
        try check()
    }

    /// - Throws: ``StateError`` unless it is ours, 0700, and no part of its path is a symbolic link, but for those on the
    ///   way that are root's, in directories where only root can put them, such as `/home`.
    public func check() throws(StateError) {
        let last = try Self.walk(path)
        guard last.st_uid == geteuid() else {
            throw StateError(
                .wrongOwner, path: path, "\(path.shown) is owned by another user (uid \(last.st_uid))",
                hint: "put the socket into a directory of your own")
        }
        guard last.st_mode & 0o077 == 0 else {
            // One that is there for others too, like /tmp, is not for us to close.
            let isShared = last.st_mode & (S_ISVTX | S_ISGID) != 0 || prefixes.count <= 2
            throw StateError(
                .wrongOwner, path: path, "other users can enter \(path.shown)",
                hint: isShared ? "put the socket into a directory of your own" : "run 'chmod 700 \(path.shown)'")
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
                    directory.st_mode & 0o022 == 0, let target = target(of: next)
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
        guard let status = try status(path) else {
            throw StateError(.unreadable, path: path, "there is no directory \(path.shown)")
        }
        return status
    }

    private static func target(of link: String) -> String? {
        var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let count = unsafe readlink(link, &buffer, buffer.count)
        return count > 0 ? String(decoding: buffer.prefix(count), as: UTF8.self) : nil
    }

    /// `/`, and every directory from there to this one.
    private var prefixes: [String] {
        var prefixes = ["/"]
        for part in path.split(separator: "/") {
            prefixes.append((prefixes.count == 1 ? "/" : prefixes[prefixes.count - 1] + "/") + part)
        }
        return prefixes
    }

    static func absolute(_ path: String) throws(StateError) -> String {
        var base = ""
        if !path.hasPrefix("/") {
            var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
            guard let directory = unsafe getcwd(&buffer, buffer.count) else {
                throw StateError(
                    .unreadable, path: path, "the working directory is gone, and \(path.shown) is relative")
            }
            base = unsafe String(cString: directory)
        }
        return "/" + (base + "/" + path).split(separator: "/").filter { $0 != "." }.joined(separator: "/")
    }

    /// Nil where there is nothing.
    static func status(_ path: String) throws(StateError) -> stat? {
        var status = stat()
        if unsafe lstat(path, &status) == 0 { return status }
        if errno == ENOENT { return nil }
        throw StateError(.unreadable, path: path, "cannot read \(path.shown): \(systemErrorText(errno))")
    }

    private static func make(_ path: String) throws(StateError) {
        // The umask may take more away than group and others.
        guard unsafe mkdir(path, 0o700) == 0, unsafe chmod(path, 0o700) == 0 else {
            // Another process was first, and its mode is the one that counts.
            if errno == EEXIST { return }
            throw StateError(.unwritable, path: path, "cannot make \(path.shown): \(systemErrorText(errno))")
        }
    }
}

func systemErrorText(_ number: Int32) -> String {
    unsafe String(cString: strerror(number))
}
