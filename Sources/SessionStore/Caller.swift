import Glibc
package import Session

/// The process and person that run this program, according to proc(5) and sshd's environment variables.
package enum Caller {
    /// - Parameters:
    ///   - user: the name of the user, if it is known.
    ///   - isCredentialProcess: if true, the parent process is the program that asked.
    package static func actor(user: String?, isCredentialProcess: Bool) -> Actor {
        let status = ProcessStatus(pid: "self")
        return Actor(
            uid: Int(getuid()), user: user, pid: Int(getpid()),
            process: isCredentialProcess ? program(asking: getppid()) : "farsign",
            tty: status.flatMap { terminalName($0.terminal) }, sshClient: sshClient(), agent: agent())
    }

    /// The agent that the environment names, else the nearest ancestor that is one.
    private static func agent() -> CodingAgent? {
        if let agent = CodingAgent(variable: { unsafe getenv($0).map { unsafe String(cString: $0) } }) { return agent }
        var pid = Int(getppid())
        // More ancestors than any process has outside of tests.
        for _ in 0..<64 where pid > 1 {
            guard let status = ProcessStatus(pid: "\(pid)") else { return nil }
            if let agent = CodingAgent(program: status.name) { return agent }
            pid = status.parent
        }
        return nil
    }

    /// The name of the program; for a shell that only runs one command line, that of the shell's parent.
    private static func program(asking pid: Int32) -> String? {
        guard let status = ProcessStatus(pid: "\(pid)") else { return nil }
        let isShell = ["sh", "dash", "bash", "zsh", "ksh"].contains(status.name)
        let arguments = read("/proc/\(pid)/cmdline").split(separator: 0, maxSplits: 2)
        guard isShell, arguments.count > 1, arguments[1].starts(with: "-c".utf8), status.parent > 1,
            let above = ProcessStatus(pid: "\(status.parent)")
        else { return status.name }
        return above.name
    }

    /// Address and port of the ssh client: the first two words of `SSH_CONNECTION` (sshd(8)).
    package static func sshClient() -> String? {
        guard let value = unsafe getenv("SSH_CONNECTION") else { return nil }
        let words = unsafe String(cString: value).split(separator: " ")
        return words.count >= 2 ? "\(words[0]) \(words[1])" : nil
    }

    /// The name of a pseudo-terminal or virtual console by its device number (Linux,
    /// Documentation/admin-guide/devices.txt).
    private static func terminalName(_ device: Int) -> String? {
        let (major, minor) = (device >> 8 & 0xFFF, device & 0xFF | device >> 12 & 0xFFF00)
        return switch major {
        case 136...143: "pts/\((major - 136) << 8 + minor)"
        case 4 where minor < 64: "tty\(minor)"
        case 4: "ttyS\(minor - 64)"
        default: nil
        }
    }

    fileprivate static func read(_ path: String) -> [UInt8] {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return [] }
        defer { close(descriptor) }
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = unsafe Glibc.read(descriptor, &buffer, buffer.count)
        return Array(buffer.prefix(max(0, count)))
    }
}

/// The parsed content of `/proc/PID/stat`.
private struct ProcessStatus {
    let name: String
    let parent: Int
    /// The device number of the controlling terminal; 0 without one.
    let terminal: Int

    init?(pid: String) {
        let bytes = Caller.read("/proc/\(pid)/stat")
        // The name is in parentheses and may contain parentheses itself.
        guard let start = bytes.firstIndex(of: UInt8(ascii: "(")), let end = bytes.lastIndex(of: UInt8(ascii: ")")),
            start < end
        else { return nil }
        let fields = bytes[(end + 1)...].split(separator: UInt8(ascii: " "), maxSplits: 5)
        guard fields.count > 4, let parent = Int(String(decoding: fields[1], as: UTF8.self)),
            let terminal = Int(String(decoding: fields[4], as: UTF8.self))
        else { return nil }
        name = String(decoding: bytes[(start + 1)..<end], as: UTF8.self)
        self.parent = parent
        self.terminal = terminal
    }
}
