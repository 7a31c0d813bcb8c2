import Glibc
import TerminalTestSupport
import Testing

/// A prompt in a process of its own, on the terminal that controls it.
@Suite("A prompt among signals", .timeLimit(.minutes(5)))
struct JobControlTests {
    private static let probe: String = {
        var path = [CChar](repeating: 0, count: 4_096)
        let count = readlink("/proc/self/exe", &path, path.count)
        let own = String(decoding: path.prefix(max(count, 0)).map(UInt8.init(bitPattern:)), as: UTF8.self)
        return own.split(separator: "/").dropLast().reduce(into: "") { $0 += "/" + $1 } + "/terminal-probe"
    }()

    private func start(_ arguments: [String] = []) throws -> TerminalProgram {
        let program = try TerminalProgram(Self.probe, arguments)
        try program.terminal.output { $0.contains("ready") }
        return program
    }

    /// The probe under a shell with job control, which prints `$ ` when it waits for a command.
    private func startShell() throws -> TerminalProgram {
        let shell = try TerminalProgram(
            "/bin/bash", ["--norc", "--noprofile", "--noediting", "-i"],
            environment: ["PS1": "$ ", "PATH": "/usr/bin:/bin", "HISTFILE": "/dev/null", "TERM": "xterm"])
        try shell.terminal.output { $0.hasSuffix("$ ") }
        return shell
    }

    @Test(arguments: [[], ["--ignoring-interrupts"], ["--blocking-interrupts"]])
    func `Ctrl-C interrupts, whatever the parent left, and the terminal is as before`(_ arguments: [String]) throws {
        let program = try start(arguments)
        try program.terminal.send("half a code\u{3}")
        #expect(try program.change() == .exited(0))
        let output = try program.terminal.output()
        #expect(output.contains("interrupted"))
        #expect(output.contains("\u{1B}[?2004l"))
        #expect(!output.contains("half"))
        #expect(try program.terminal.modes() == PseudoTerminal().modes())
    }

    @Test func `Ctrl-backslash leaves neither a core dump nor a silent terminal`() throws {
        let program = try start()
        try program.terminal.send("\u{1C}")
        #expect(try program.change() == .exited(0))
        #expect(try program.terminal.modes() == PseudoTerminal().modes())
    }

    @Test(arguments: [SIGTERM, SIGHUP])
    func `a signal to end hangs up, and the terminal is as before`(_ signal: Int32) throws {
        let program = try start()
        kill(program.pid, signal)
        #expect(try program.change() == .exited(0))
        #expect(try program.terminal.output().contains("hung up"))
        #expect(try program.terminal.modes() == PseudoTerminal().modes())
    }

    @Test func `a terminal that goes away ends the program`() throws {
        let program = try start()
        program.terminal.hangUp()
        #expect(try program.change() == .exited(0))
    }

    @Test func `a reply longer than a line of the kernel's comes through a controlling terminal`() throws {
        let program = try start()
        try program.terminal.send(String(repeating: "x", count: 20_000) + "\r")
        let output = try program.terminal.output { $0.contains("reply of 20000") }
        #expect(!output.contains("xx"))
    }

    @Test func `Ctrl-Z gives the terminal to the shell, and fg takes it again`() throws {
        let shell = try startShell()
        try shell.terminal.send("stty -a | tr ';' '\\n' | sort | sha256sum >&2; \(Self.probe)\n")
        let first = try shell.terminal.output { $0.contains("ready") }
        try shell.terminal.send("half a c\u{1A}")
        let second = try shell.terminal.output { $0.contains("Stopped") && $0.hasSuffix("$ ") }
        #expect(second.dropFirst(first.count).contains("\u{1B}[?2004l"))
        try shell.terminal.send("stty -a | tr ';' '\\n' | sort | sha256sum >&2; echo seen\n")
        let third = try shell.terminal.output { $0.hasSuffix("seen\r\n$ ") }
        #expect(sums(in: third).count == 2 && Set(sums(in: third)).count == 1)
        try shell.terminal.send("fg\n")
        try shell.terminal.output { $0.dropFirst(third.count).contains("\u{1B}[?2004h") }
        try shell.terminal.send("\u{15}secret\r")
        let fourth = try shell.terminal.output { $0.contains("reply of 6") }
        #expect(!fourth.contains("secret"))
        try shell.terminal.send("\u{3}")
        try shell.terminal.output { $0.contains("over") && $0.hasSuffix("$ ") }
    }

    private func sums(in output: String) -> [Substring] {
        output.split(whereSeparator: { $0.isWhitespace || $0.isNewline }).filter { word in
            word.count == 64 && word.allSatisfy(\.isHexDigit)
        }
    }

    @Test func `in the background it neither reads nor stops, and fg brings the prompt`() throws {
        let shell = try startShell()
        try shell.terminal.send("\(Self.probe) &\n")
        let first = try shell.terminal.output { $0.contains("ready") }
        #expect(!first.contains("\u{1B}[?2004h"))
        try shell.terminal.send("echo typed; jobs\n")
        try shell.terminal.output { $0.contains("Running") }
        try shell.terminal.send("fg\n")
        try shell.terminal.output { $0.contains("\u{1B}[?2004h") }
        try shell.terminal.send("secret\r")
        let second = try shell.terminal.output { $0.contains("reply of 6") }
        #expect(!second.contains("secret"))
        try shell.terminal.send("\u{3}")
        try shell.terminal.output { $0.contains("over") && $0.hasSuffix("$ ") }
    }

    @Test func `ended in the background, it leaves the shell's terminal alone`() throws {
        let shell = try startShell()
        try shell.terminal.send("\(Self.probe) &\n")
        try shell.terminal.output { $0.contains("ready") }
        try shell.terminal.send("kill %1; wait; echo waited\n")
        let output = try shell.terminal.output { $0.contains("waited\r\n") && $0.contains("over") }
        #expect(!output.contains("\u{1B}[?2004l"))
    }

    @Test func `stopped by force and continued, it silences the terminal again`() throws {
        let shell = try startShell()
        try shell.terminal.send("\(Self.probe)\n")
        let first = try shell.terminal.output { $0.contains("ready") && $0.hasSuffix("\r\n") }
        let pid = first.split(whereSeparator: \.isWhitespace).last.flatMap { Int32($0) }
        kill(try #require(pid), SIGSTOP)
        let second = try shell.terminal.output { $0.contains("Stopped") && $0.hasSuffix("$ ") }
        #expect(try shell.terminal.modes().echoes)
        try shell.terminal.send("fg\n")
        try shell.terminal.output { $0.dropFirst(second.count).contains("\u{1B}[?2004h") }
        #expect(try !shell.terminal.modes().echoes)
        try shell.terminal.send("\u{3}")
        try shell.terminal.output { $0.contains("over") && $0.hasSuffix("$ ") }
        #expect(try shell.terminal.modes().echoes)
    }
}
