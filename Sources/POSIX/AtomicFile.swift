package import Glibc
package import Text

/// A file that is replaced and never rewritten: a reader, and whoever comes
/// after a crash, finds the old version or the new one.
///
/// Who writes holds a lock that all writers of the file share: the temporary
/// file has a fixed name, so that a killed writer leaves one at most and the
/// next one takes it away.
package struct AtomicFile {
    package let path: String

    /// In the same directory: a rename does not cross file systems.
    package var temporaryPath: String {
        let directory = Paths.parent(of: path)
        return directory + "/." + path.dropFirst(directory.count + 1) + ".farsign-tmp"
    }

    private let holdsSecrets: Bool

    /// - Parameter holdsSecrets: whether a file system that shows its files to everyone is refused.
    package init(path: String, holdsSecrets: Bool = true) {
        self.path = path
        self.holdsSecrets = holdsSecrets
    }

    /// - Parameter original: the file being replaced, where its mode and owner are to be kept; else it is 0600, ours.
    package func replace(with bytes: [UInt8], keeping original: stat? = nil) throws(StateError) {
        do throws(SystemError) {
            try write(bytes, keeping: original)
        } catch {
            throw error.whileWriting(path)
        }
    }

    /// The same, with the system's own error.
    package func write(_ bytes: [UInt8], keeping original: stat?) throws(SystemError) {
        try withTemporaryFile(bytes, keeping: original) { file throws(SystemError) in
            try file.sync()
            _ = try retrying { unsafe rename(temporaryPath, path) }
        }
        // It is replaced: where the directory cannot be opened, there is nothing to undo.
        if let directory = try? Descriptor(opening: Paths.parent(of: path), O_RDONLY | O_DIRECTORY) {
            try directory.sync()
        }
    }

    /// Does all that ``write(_:keeping:)`` does before the file is replaced, and takes it back.
    package func tryWriting(_ bytes: [UInt8], keeping original: stat?) throws(SystemError) {
        try withTemporaryFile(bytes, keeping: original) { _ in unsafe unlink(temporaryPath) }
    }

    private func withTemporaryFile(
        _ bytes: [UInt8], keeping original: stat?, _ body: (borrowing Descriptor) throws(SystemError) -> Void
    ) throws(SystemError) {
        let temporary = temporaryPath
        if unsafe unlink(temporary) != 0, errno != ENOENT { throw SystemError(number: errno) }
        do throws(SystemError) {
            let file = try Descriptor(
                opening: temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, isPrivate: holdsSecrets)
            if let original { try Self.take(over: original, file) }
            try file.write(bytes)
            try body(file)
        } catch {
            unsafe unlink(temporary)
            throw error
        }
    }

    /// Gives the new file the owner, the group and the mode of the one that it replaces.
    ///
    /// Only root can give a file away, and a user only to groups of his own. Where the group cannot be kept, what the
    /// new one may do is no more than what both the old one and everybody else were allowed.
    private static func take(over original: stat, _ file: borrowing Descriptor) throws(SystemError) {
        var mode = original.st_mode & 0o777
        let made = try file.status()
        if made.st_uid != original.st_uid {
            // The owner first: others never see it with more than 0600.
            _ = try retrying { fchown(file.number, original.st_uid, original.st_gid) }
        } else if made.st_gid != original.st_gid, fchown(file.number, made.st_uid, original.st_gid) != 0 {
            let shared = mode >> 3 & mode & 0o7
            mode = mode & 0o700 | shared << 3 | shared
        }
        guard fchmod(file.number, mode) != 0 else { return }
        let error = SystemError(number: errno)
        // A file system that refuses chmod gives all files the same mode.
        guard error.isUnsupported, made.st_mode & 0o777 & ~mode == 0 || made.st_mode == original.st_mode else {
            throw error
        }
    }

    /// Takes the file away, and what a killed writer left of it.
    package func remove() throws(StateError) {
        try FileReading.remove(temporaryPath)
        try FileReading.remove(path)
    }

    /// Whether files can be made in `directory`, as far as permissions tell; of one that is missing, in its parent.
    package static func checkWritable(_ directory: String, for path: String) throws(StateError) {
        var directory = directory
        while directory != "/", unsafe access(directory, F_OK) != 0, errno == ENOENT {
            directory = Paths.parent(of: directory)
        }
        do throws(SystemError) {
            _ = try retrying { unsafe faccessat(AT_FDCWD, directory, W_OK | X_OK, AT_EACCESS) }
        } catch {
            throw error.whileWriting(path)
        }
    }

    /// Does in `directory` what saving does there, and takes it back: makes a file with room for `size` bytes, and locks
    /// it. Of one that is missing, makes a directory in the parent that is there.
    package static func tryWriting(in directory: String, for path: String, size: Int) throws(StateError) {
        do throws(SystemError) {
            guard unsafe access(directory, F_OK) != 0, errno == ENOENT else {
                let file = try Descriptor(unnamedIn: directory)
                try file.write([UInt8](repeating: 0, count: size))
                return try file.lock(LOCK_EX)
            }
            var parent = directory
            repeat { parent = Paths.parent(of: parent) } while unsafe access(parent, F_OK) != 0 && errno == ENOENT
            var template = Array((parent + "/.farsign-XXXXXX").utf8CString)
            guard unsafe mkdtemp(&template) != nil else { throw SystemError(number: errno) }
            unsafe rmdir(template)
        } catch {
            throw error.whileWriting(path)
        }
    }
}
