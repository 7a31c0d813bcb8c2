package import Glibc
package import Text

/// A file that is replaced in one step and never rewritten, so that a reader finds either the old or the new version,
/// even after a crash.
///
/// The writer holds a lock that all writers of the file share. The temporary file has a fixed name: a killed writer
/// leaves at most one, and the next writer removes it.
package struct AtomicFile {
    package let path: String

    /// In the same directory, because a rename does not cross file systems.
    package var temporaryPath: String {
        let directory = Paths.parent(of: path)
        return directory + "/." + path.dropFirst(directory.count + 1) + ".farsign-tmp"
    }

    private let holdsSecrets: Bool

    /// - Parameter holdsSecrets: whether to refuse a file system on which everyone can read the file.
    package init(path: String, holdsSecrets: Bool = true) {
        self.path = path
        self.holdsSecrets = holdsSecrets
    }

    /// - Parameter original: the file being replaced, whose mode and owner are kept; without it the file gets 0600
    ///   and this user.
    package func replace(with bytes: [UInt8], keeping original: stat? = nil) throws(StateError) {
        do throws(SystemError) {
            try write(bytes, keeping: original)
        } catch {
            throw error.whileWriting(path)
        }
    }

    /// The same, but throws the system's error.
    package func write(_ bytes: [UInt8], keeping original: stat?) throws(SystemError) {
        try withTemporaryFile(bytes, keeping: original) { file throws(SystemError) in
            try file.sync()
            _ = try retrying { unsafe rename(temporaryPath, path) }
        }
        // The file is already replaced, so an error here must not fail the write.
        if let directory = try? Descriptor(opening: Paths.parent(of: path), O_RDONLY | O_DIRECTORY) {
            try directory.sync()
        }
    }

    /// Performs the steps of ``write(_:keeping:)`` before the rename, then undoes them.
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

    /// Gives the new file the owner, group and mode of the old one.
    ///
    /// Only root can change the owner, and a user can only choose his own groups. If the group cannot be kept, the
    /// new group gets only the permissions that both the old group and all others had.
    private static func take(over original: stat, _ file: borrowing Descriptor) throws(SystemError) {
        var mode = original.st_mode & 0o777
        let made = try file.status()
        if made.st_uid != original.st_uid {
            // Change the owner first, so that others never see the file with more than 0600.
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

    /// Removes the file and the temporary file of a killed writer.
    package func remove() throws(StateError) {
        try FileReading.remove(temporaryPath)
        try FileReading.remove(path)
    }

    /// Checks by permissions whether files can be created in `directory`, or in its parent if it is missing.
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

    /// Tests saving in `directory` and undoes the test: creates and locks a file with room for `size` bytes. If the
    /// directory is missing, creates one in the nearest existing parent.
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
