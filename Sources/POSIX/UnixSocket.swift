import CPlatform
import Glibc
package import Text

/// The path of a UNIX socket.
package struct UnixSocket: Sendable, Hashable {
    /// An absolute path.
    package let path: String

    /// The capacity of sun_path without its NUL (unix(7)).
    private static let longestPath = 107

    /// - Parameter path: a relative path starts at the working directory.
    /// - Throws: ``StateError/Code/socketPathTooLong``.
    package init(path: String) throws(StateError) {
        self.path = try Paths.absolute(path)
        guard self.path.utf8.count <= Self.longestPath else {
            throw StateError(
                .socketPathTooLong, path: self.path,
                "the path of the socket \(self.path.shown) has \(self.path.utf8.count) bytes; the maximum is "
                    + "\(Self.longestPath)",
                hint: "set FARSIGN_RUNTIME_DIR to a shorter path, or sign in with 'farsign-relay HOST', with "
                    + "'--callback-tcp' or by pasting the code")
        }
    }

    package func directory() throws(StateError) -> SocketDirectory {
        try SocketDirectory(path: Paths.parent(of: path))
    }

    /// Listens at the path for this user only. The directory is checked. The file of a socket without a process is
    /// replaced, any other file is not.
    ///
    /// - Throws: ``StateError/Code/socketTaken`` if another file is there; the errors of the directory's check.
    package func listen() throws(StateError) -> ListeningSocket {
        let directory = try directory()
        try directory.check()
        // Lock the directory: two processes that find the same stale file would remove each other's socket.
        let turn = unsafe open(directory.path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard turn >= 0 else { throw failure("listen on", errno) }
        defer { close(turn) }
        guard flock(turn, LOCK_EX) == 0 else { throw failure("listen on", errno) }
        try removeStale()
        let descriptor = try makeSocket()
        do throws(StateError) {
            try bind(descriptor)
            guard let file = try Paths.status(path) else { throw failure("listen on", ENOENT) }
            return ListeningSocket(socket: self, descriptor: descriptor, file: FileIdentity(file))
        } catch {
            close(descriptor)
            throw error
        }
    }

    private func bind(_ descriptor: Int32) throws(StateError) {
        // The file gets the socket's mode, less the umask, so it is never open to other users.
        guard fchmod(descriptor, 0o600) == 0,
            unsafe farsign_socket_bind(descriptor, path) == 0,
            unsafe chmod(path, 0o600) == 0,
            Glibc.listen(descriptor, SOMAXCONN) == 0
        else { throw failure("listen on", errno) }
    }

    private func removeStale() throws(StateError) {
        guard let status = try Paths.status(path) else { return }
        guard status.st_mode & S_IFMT == S_IFSOCK else { throw taken("a file that is not a socket") }
        let probe = try makeSocket()
        defer { close(probe) }
        guard unsafe farsign_socket_connect(probe, path) != 0, errno == ECONNREFUSED else {
            throw taken("a socket of another process")
        }
        unsafe unlink(path)
    }

    /// Connects and returns the descriptor. The directory is checked, the peer is not.
    package func connect() throws(StateError) -> Int32 {
        try directory().check()
        let descriptor = try makeSocket()
        guard unsafe farsign_socket_connect(descriptor, path) == 0 else {
            let error = errno
            close(descriptor)
            throw failure("connect to", error)
        }
        return descriptor
    }

    /// Opens a non-blocking socket.
    private func makeSocket() throws(StateError) -> Int32 {
        let descriptor = farsign_socket_open()
        guard descriptor >= 0 else {
            throw StateError(.unreadable, path: path, "cannot open a socket: \(SystemError(number: errno).text)")
        }
        return descriptor
    }

    private func taken(_ what: String) -> StateError {
        StateError(
            .socketTaken, path: path, "\(what) is at \(path.shown)",
            hint: "end that process, or use another path")
    }

    private func failure(_ what: String, _ error: Int32) -> StateError {
        StateError(.unwritable, path: path, "cannot \(what) \(path.shown): \(SystemError(number: error).text)")
    }
}
