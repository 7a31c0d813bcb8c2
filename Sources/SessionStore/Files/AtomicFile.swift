import FarsignCore
import Glibc

/// A file that is replaced and never rewritten: a reader, and whoever comes
/// after a crash, finds the old version or the new one.
///
/// Who writes holds a lock that all writers of the file share: the temporary
/// file has a fixed name, so that a killed writer leaves one at most and the
/// next one takes it away.
struct AtomicFile {
    let path: String

    /// In the same directory: a rename does not cross file systems.
    var temporaryPath: String {
        let directory = Self.directory(of: path)
        return directory + "/." + path.dropFirst(directory.count + 1) + ".farsign-tmp"
    }

    init(path: String) {
        self.path = path
    }

    /// - Parameter original: the file being replaced, where its mode and owner are to be kept; else it is 0600, ours.
    func replace(with bytes: [UInt8], keeping original: stat? = nil) throws(StateError) {
        let temporary = temporaryPath
        do throws(SystemError) {
            if unsafe unlink(temporary) != 0, errno != ENOENT { throw SystemError(number: errno) }
            do throws(SystemError) {
                try write(bytes, to: temporary, keeping: original)
                _ = try retrying { unsafe rename(temporary, path) }
            } catch {
                unsafe unlink(temporary)
                throw error
            }
            try Descriptor(opening: Self.directory(of: path), O_RDONLY | O_DIRECTORY).sync()
        } catch {
            throw error.whileWriting(path)
        }
    }

    /// Takes the file away, and what a killed writer left of it.
    func remove() throws(StateError) {
        try FileReading.remove(temporaryPath)
        try FileReading.remove(path)
    }

    private func write(_ bytes: [UInt8], to temporary: String, keeping original: stat?) throws(SystemError) {
        let file = try Descriptor(opening: temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW)
        if let original {
            // The owner first: others never see it with more than 0600.
            if original.st_uid != geteuid() || original.st_gid != getegid() {
                _ = try retrying { fchown(file.number, original.st_uid, original.st_gid) }
            }
            _ = try retrying { fchmod(file.number, original.st_mode & 0o777) }
        }
        try file.write(bytes)
        try file.sync()
    }

    /// Whether files can be made in `directory`, as far as permissions tell; of one that is missing, in its parent.
    static func checkWritable(_ directory: String, for path: String) throws(StateError) {
        var directory = directory
        while directory != "/", unsafe access(directory, F_OK) != 0, errno == ENOENT {
            directory = Self.directory(of: directory)
        }
        do throws(SystemError) {
            _ = try retrying { unsafe faccessat(AT_FDCWD, directory, W_OK | X_OK, AT_EACCESS) }
        } catch {
            throw error.whileWriting(path)
        }
    }

    static func directory(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return "/" }
        return String(path[..<slash])
    }

    /// Where links lead in the end: replacing a link would cut it off from the file that its owner edits. The file
    /// itself may be missing.
    static func resolvingLinks(_ path: String) throws(StateError) -> String {
        var path = path
        // As many as the kernel follows (path_resolution(7)).
        for _ in 0..<40 {
            guard let status = try StateDirectory.status(path), status.st_mode & S_IFMT == S_IFLNK else { return path }
            var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
            let count = unsafe readlink(path, &buffer, buffer.count)
            guard count > 0 else { throw SystemError(number: errno).whileReading(path) }
            let target = String(decoding: buffer.prefix(count), as: UTF8.self)
            path = target.hasPrefix("/") ? target : directory(of: path) + "/" + target
        }
        throw StateError(.unreadable, path: path, "cannot read \(path.shown): too many symbolic links")
    }
}
