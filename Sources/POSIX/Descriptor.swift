package import Glibc

/// An open file descriptor, closed after its last use and in every child program.
package struct Descriptor: ~Copyable {
    package let number: Int32

    /// Opens a file. With `O_CREAT` its mode is 0600 afterwards, whatever the umask.
    ///
    /// - Parameter isPrivate: whether to refuse a file system that gives every file a wider mode.
    package init(opening path: String, _ flags: Int32, isPrivate: Bool = true) throws(SystemError) {
        let number = try retrying { unsafe open(path, flags | O_CLOEXEC, 0o600 as mode_t) }
        if flags & O_CREAT != 0 {
            do throws(SystemError) {
                try Self.makePrivate(number)
            } catch {
                guard !isPrivate, error.isUnsupported else {
                    close(number)
                    throw error
                }
            }
        }
        self.number = number
    }

    /// Creates an unnamed file with mode 0600, which disappears when the descriptor is closed.
    package init(unnamedIn directory: String) throws(SystemError) {
        var template = Array((directory + "/.farsign-XXXXXX").utf8CString)
        let number = try retrying { unsafe mkstemp(&template) }
        _ = fcntl(number, F_SETFD, FD_CLOEXEC)
        unsafe unlink(template)
        do throws(SystemError) {
            try Self.makePrivate(number)
        } catch {
            close(number)
            throw error
        }
        self.number = number
    }

    /// Sets the mode to 0600. Windows drives under WSL and some FUSE file systems refuse chmod; their own mode must
    /// be private then.
    private static func makePrivate(_ number: Int32) throws(SystemError) {
        guard fchmod(number, 0o600) != 0 else { return }
        let error = SystemError(number: errno)
        var status = stat()
        guard error.isUnsupported, unsafe fstat(number, &status) == 0, status.st_mode & 0o077 == 0 else { throw error }
    }

    deinit {
        close(number)
    }

    package func status() throws(SystemError) -> stat {
        var status = stat()
        _ = try retrying { unsafe fstat(number, &status) }
        return status
    }

    /// Waits for the lock, or with `LOCK_NB` throws `EWOULDBLOCK`.
    package func lock(_ operation: Int32) throws(SystemError) {
        _ = try retrying { flock(number, operation) }
    }

    /// Flushes the file to the disk. File systems that do not support this are ignored, especially for directories.
    package func sync() throws(SystemError) {
        do throws(SystemError) {
            _ = try retrying { fsync(number) }
        } catch {
            guard error.isUnsupported || error.number == EBADF else { throw error }
        }
    }

    package func setLength(_ length: Int) throws(SystemError) {
        _ = try retrying { ftruncate(number, off_t(length)) }
    }

    /// Reads at most `limit` bytes from the start of the file, which has `size` bytes unless it changes.
    package func read(atMost limit: Int, of size: Int = 16_384) throws(SystemError) -> [UInt8] {
        var bytes: [UInt8] = []
        // One more, so that the read after it finds the end. A size can be as large as an Int.
        var room = size < limit ? size + 1 : limit
        while bytes.count < limit {
            let chunk = try read(min(room, limit - bytes.count), at: bytes.count)
            if chunk.isEmpty { break }
            bytes = bytes.isEmpty ? chunk : bytes + chunk
            room = 16_384
        }
        return bytes
    }

    private func read(_ count: Int, at offset: Int) throws(SystemError) -> [UInt8] {
        unsafe try [UInt8](unsafeUninitializedCapacity: count) { buffer, filled throws(SystemError) in
            filled = try retrying { unsafe pread(number, buffer.baseAddress, count, off_t(offset)) }
        }
    }

    /// Writes all of `bytes` at the start of the file.
    package func write(_ bytes: [UInt8]) throws(SystemError) {
        try writeWhole(bytes, atStartOf: number)
    }
}
