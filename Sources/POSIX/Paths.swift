package import Glibc
package import Text

/// Functions on paths and the files at them.
package enum Paths {
    /// The parent directory of `path`; `/` if there is none.
    package static func parent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return "/" }
        return String(path[..<slash])
    }

    /// Removes empty parts and `.`. A `..` is kept, because its meaning depends on links.
    package static func normalized(_ path: String) -> String {
        // Most paths are already normal, and checking is cheaper than rewriting.
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

    /// Makes a path absolute, relative to `directory`, and normalises it.
    ///
    /// - Throws: ``StateError/Code/unreadable`` if the path is relative and the directory does not exist any more.
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

    /// Returns nil if the directory was removed.
    package static func workingDirectory() -> String? {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        guard let path = unsafe getcwd(&buffer, buffer.count) else { return nil }
        return unsafe String(cString: path)
    }

    /// The result of lstat(2); nil if nothing exists at the path.
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

    /// The target of a symbolic link as written in it; nil if the path is not a link.
    package static func target(ofLink path: String) -> String? {
        var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let count = unsafe readlink(path, &buffer, buffer.count)
        return count > 0 ? String(decoding: buffer.prefix(count), as: UTF8.self) : nil
    }

    /// Follows symbolic links to the final path, because replacing a link would separate it from the file that its
    /// owner edits. The file itself may be missing.
    package static func resolvingLinks(_ path: String) throws(StateError) -> String {
        var path = path
        // The same number of links as the kernel follows (path_resolution(7)).
        for _ in 0..<40 {
            guard let status = try status(path), status.st_mode & S_IFMT == S_IFLNK else { return path }
            guard let target = target(ofLink: path) else { throw SystemError(number: errno).whileReading(path) }
            path = target.hasPrefix("/") ? target : parent(of: path) + "/" + target
        }
        throw StateError(.unreadable, path: path, "cannot read \(path.shown): there are too many symbolic links")
    }
}
