import Glibc
import POSIX
import Text

/// A pager at the terminal, run as git runs one.
enum PagerProgram {
    /// Runs the command with the text on its stdin and waits for its end. It may end before it has read everything.
    ///
    /// - Returns: false if the command does not exist, so that nobody has seen the text.
    static func show(_ text: String, _ command: String) throws(OutputError) -> Bool {
        var ends: [Int32] = [-1, -1]
        guard unsafe pipe(&ends) == 0 else { throw OutputError(SystemError(number: errno)) }
        let (reader, writer) = (ends[0], ends[1])
        _ = fcntl(writer, F_SETFD, FD_CLOEXEC)
        // Ctrl-C is for the pager, which stays, and must not end farsign before it.
        let before = [SIGINT, SIGQUIT].map { (number: $0, handler: signal($0, SIG_IGN)) }
        defer { for entry in before { _ = signal(entry.number, entry.handler) } }
        let pid = spawn(command, reading: reader)
        close(reader)
        guard let pid else {
            close(writer)
            return false
        }
        try? writeWhole(text.utf8, to: writer)
        close(writer)
        var status: Int32 = 0
        while unsafe waitpid(pid, &status, 0) == -1, errno == EINTR {}
        if status & 0x7F == SIGINT {
            _ = signal(SIGINT, SIG_DFL)
            raise(SIGINT)
        }
        // 126 and 127 are the shell's own: it cannot run the command.
        return !(status & 0x7F == 0 && [126, 127].contains(status >> 8 & 0xFF))
    }

    private static func spawn(_ command: String, reading stdin: Int32) -> pid_t? {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_adddup2(&actions, stdin, STDIN_FILENO)
        unsafe posix_spawn_file_actions_addclose(&actions, stdin)
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        // farsign ignores these, and a pager must not inherit that.
        var signals = sigset_t()
        unsafe sigemptyset(&signals)
        for number in [SIGINT, SIGQUIT, SIGPIPE] { unsafe sigaddset(&signals, number) }
        unsafe posix_spawnattr_setsigdefault(&attributes, &signals)
        unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))

        // git's settings for less: it ends if everything is on one screen, shows colours, and clears nothing.
        unsafe setenv("LESS", "FRX", 0)
        var arguments = unsafe (["sh", "-c", command] as [String]).map { text in unsafe strdup(text) }
        unsafe arguments.append(nil)
        defer { unsafe arguments.forEach { unsafe free($0) } }
        var pid: pid_t = 0
        let error = unsafe posix_spawn(&pid, "/bin/sh", &actions, &attributes, arguments, environ)
        return error == 0 ? pid : nil
    }
}
