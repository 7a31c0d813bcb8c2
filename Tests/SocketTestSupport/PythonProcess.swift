import Dispatch
package import Glibc
import Testing

/// A Python program of a few lines, for what only another process can be.
package final class PythonProcess: Sendable {
    package let pid: pid_t
    private let output: RawConnection
    private let input: Int32

    /// - Parameter uid: whose process it is; only root may say another than its own.
    package init(_ program: String, _ arguments: String..., uid: uid_t? = nil) throws {
        let user = uid.map { ["/usr/bin/setpriv", "--reuid=\($0)", "--regid=\($0)", "--clear-groups", "--"] } ?? []
        let command = user + ["/usr/bin/python3", "-c", program] + arguments
        var ends: [Int32] = [-1, -1]
        try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, ends[1], 0)
        posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
        var words = command.map { strdup($0) } + [nil]
        var variables = [strdup("PATH=/usr/bin:/bin"), nil]
        defer { for text in words + variables { free(text) } }
        var pid: pid_t = 0
        try #require(posix_spawn(&pid, command[0], &actions, nil, &words, &variables) == 0)
        self.pid = pid
        close(ends[1])
        input = ends[0]
        output = RawConnection(ends[0])
    }

    deinit {
        // It is ours until it is waited for: its id cannot be another's.
        _ = Glibc.kill(pid, SIGKILL)
        waitpid(pid, nil, 0)
    }

    /// The next line that it prints.
    package func line() async -> String? { await output.next() }

    package func tell(_ line: String) async { await output.send(line) }

    /// Kills it. What the kernel does for a process that ends is done when this returns.
    package func kill() async {
        _ = Glibc.kill(pid, SIGKILL)
        await withCheckedContinuation { continuation in
            DispatchQueue(label: "python").async { [pid] in
                var info = siginfo_t()
                waitid(P_PID, id_t(pid), &info, Int32(WEXITED | WNOWAIT))
                continuation.resume()
            }
        }
    }
}

extension String {
    /// Listens at a path as another user, who could not get there by himself, and prints what the first one says.
    package static let listener = """
        import os, socket, sys
        server = socket.socket(socket.AF_UNIX)
        server.bind(sys.argv[1])
        os.setuid(int(sys.argv[2]))
        server.listen()
        print("ready", flush=True)
        connection = server.accept()[0]
        print(connection.recv(100), flush=True)
        """

    /// Connects to a path, says hello, and prints what comes back.
    package static let caller = """
        import os, socket, sys
        client = socket.socket(socket.AF_UNIX)
        client.connect(sys.argv[1])
        try:
            client.sendall(b'{"jsonrpc":"2.0","id":0,"method":"hello","params":{"protocol":1,"client":"c"}}\\n')
            print(client.recv(100), flush=True)
        except (BrokenPipeError, ConnectionResetError):
            print(b'', flush=True)
        """
}
