package import Glibc
package import Text

/// What can be said of a path, and of what is there.
package enum Paths {
    /// The directory that `path` is in; `/` for what has none.
    package static func parent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return "/" }
        return String(path[..<slash])
    }

    /// Without empty parts and `.`; `..` stays, since what it means depends on links.
    package static func normalized(_ path: String) -> String {
        // Nearly always there is nothing to do, and to find that out costs less than to do it.
        isNormal(path) ? path : "/" + path.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
    }

    private static func isNormal(_ path: String) -> Bool {
        let (slash, dot) = (UInt8(ascii: "/"), UInt8(ascii: "."))
        var (before, last) = (slash, UInt8(0))
        for byte in (path + "/").utf8 {
            if byte == slash, last == slash || (last == dot && before == slash) { return false }
            (before, last) = (last, byte)
        }
        return path.utf8.first == slash
    }

    /// From the root, normalized. A relative path is taken from `directory`.
    ///
    /// - Throws: ``StateError/Code/unreadable`` where the path is relative and there is no such directory any more.
    package static func absolute(
        _ path: String, from directory: @autoclosure () -> String? = workingDirectory()
    ) throws(StateError) -> String {
        if path.hasPrefix("/") { return normalized(path) }
        guard let base = directory(), base.hasPrefix("/") else {
            throw StateError(
                .unreadable, path: path, "\(path.shown) is relative, and the working directory does not exist any more")
        }
        return normalized(base + "/" + path)
    }

    /// Nil where it was removed.
    package static func workingDirectory() -> String? {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        guard let path = unsafe getcwd(&buffer, buffer.count) else { return nil }
        return unsafe String(cString: path)
    }

    /// As lstat(2) tells; nil where there is nothing.
    package static func status(_ path: String) throws(StateError) -> stat? {
        var status = stat()
        do throws(SystemError) {
            _ = try retrying { unsafe lstat(path, &status) }
            return status
        } catch {
            if error.number == ENOENT { return nil }
            throw error.whileReading(path)
        }
    }

    /// Where a symbolic link leads, as it is written there; nil for what is none.
    package static func target(ofLink path: String) -> String? {
        var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let count = unsafe readlink(path, &buffer, buffer.count)
        return count > 0 ? String(decoding: buffer.prefix(count), as: UTF8.self) : nil
    }

    /// Where links lead in the end: replacing a link would cut it off from the file that its owner edits. The file
    /// itself may be missing.
    package static func resolvingLinks(_ path: String) throws(StateError) -> String {
        var path = path
        // As many as the kernel follows (path_resolution(7)).
        for _ in 0..<40 {
            guard let status = try status(path), status.st_mode & S_IFMT == S_IFLNK else { return path }
            guard let target = target(ofLink: path) else { throw SystemError(number: errno).whileReading(path) }
            path = target.hasPrefix("/") ? target : parent(of: path) + "/" + target
        }
        throw StateError(.unreadable, path: path, "cannot read \(path.shown): there are too many symbolic links")
    }
}
