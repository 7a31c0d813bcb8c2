import Glibc
package import Text

/// Reads files that other users may have replaced: never a pipe, a device or a directory, and never more than a
/// limit.
package enum FileReading {
    package enum Trust {
        /// A file of the state directory. It must belong to this user and must not be a link.
        case ours
        /// A file of the AWS tools' cache. It must belong to this user or root; a link may lead to it.
        case tools
        /// A file of the user's. A link may lead to it, and in a container it often has another owner. As in the
        /// SDKs, anything but a regular file counts as missing.
        case users
    }

    /// Returns nil if the file does not exist.
    package static func bytes(of path: String, limit: Int, _ trust: Trust) throws(StateError) -> [UInt8]? {
        guard let file = try open(path, trust) else { return nil }
        let status: stat
        let bytes: [UInt8]
        do throws(SystemError) {
            status = try file.status()
            bytes = status.st_mode & S_IFMT == S_IFREG ? try file.read(atMost: limit + 1, of: Int(status.st_size)) : []
        } catch {
            throw error.whileReading(path)
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            if trust == .users { return nil }
            throw StateError(.unreadable, path: path, "\(path.shown) is not a regular file")
        }
        if trust == .ours, status.st_uid != geteuid() { throw .wrongOwner(path, uid: status.st_uid) }
        if trust == .tools, status.st_uid != geteuid(), status.st_uid != 0 {
            throw .wrongOwner(path, uid: status.st_uid)
        }
        guard bytes.count <= limit else {
            throw StateError(.unreadable, path: path, "\(path.shown) is larger than \(limit / 1024) KiB")
        }
        return bytes
    }

    private static func open(_ path: String, _ trust: Trust) throws(StateError) -> Descriptor? {
        do throws(SystemError) {
            // Without O_NONBLOCK, opening a named pipe would wait for its writer.
            let noFollow = trust == .ours ? O_NOFOLLOW : 0
            return try Descriptor(opening: path, O_RDONLY | O_NONBLOCK | O_NOCTTY | noFollow)
        } catch {
            if error.number == ENOENT { return nil }
            // The path leads through a file, or to a socket or a missing device.
            if trust == .users, [ENOTDIR, ENXIO, ENODEV].contains(error.number) { return nil }
            throw error.whileReading(path)
        }
    }

    /// The names in a directory; empty if it does not exist.
    package static func names(in directory: String) throws(StateError) -> [String] {
        guard let stream = unsafe opendir(directory) else {
            if errno == ENOENT { return [] }
            throw SystemError(number: errno).whileReading(directory)
        }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        while true {
            // "If the end of the directory stream is reached, NULL is returned and errno is not changed."
            errno = 0
            guard let entry = unsafe readdir(stream) else { break }
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
                unsafe $0.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        guard errno == 0 else { throw SystemError(number: errno).whileReading(directory) }
        return names.sorted()
    }

    /// Removes a file, if it exists.
    package static func remove(_ path: String) throws(StateError) {
        do throws(SystemError) {
            _ = try retrying { unsafe unlink(path) }
        } catch {
            if error.number != ENOENT { throw error.whileWriting(path) }
        }
    }
}
