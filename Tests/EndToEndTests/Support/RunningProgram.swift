import CTestPlatform
import Glibc
import Synchronization
import TestSupport

/// A program that runs beside the test, without a terminal: its streams are pipes.
final class RunningProgram: Sendable {
    enum Input {
        /// Stays open until ``closeInput()``.
        case pipe
        case file(String)
    }

    let pid: pid_t
    private let input: Mutex<Int32>
    private let answer: Mutex<LineReader>
    private let notices: Mutex<LineReader>
    private let status = Mutex<Int32?>(nil)

    init(_ program: String, _ arguments: [String], input: Input, environment: [String: String]) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        let (stdout, stderr) = (try Pipe(), try Pipe())
        var writer: Int32 = -1
        var theirs = [stdout.write, stderr.write]
        switch input {
        case .pipe:
            let stdin = try Pipe()
            writer = stdin.write
            theirs.append(stdin.read)
            posix_spawn_file_actions_adddup2(&actions, stdin.read, 0)
        case .file(let path):
            posix_spawn_file_actions_addopen(&actions, 0, path, O_RDONLY, 0)
        }
        posix_spawn_file_actions_adddup2(&actions, stdout.write, 1)
        posix_spawn_file_actions_adddup2(&actions, stderr.write, 2)
        var arguments = ([program] + arguments).map { strdup($0) } + [nil]
        var variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for text in arguments + variables { free(text) } }
        var pid: pid_t = 0
        // The test's thread may block signals, which a program inherits.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var mask = sigset_t()
        sigemptyset(&mask)
        posix_spawnattr_setsigmask(&attributes, &mask)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        let error = posix_spawn(&pid, program, &actions, &attributes, &arguments, &variables)
        for descriptor in theirs { close(descriptor) }
        self.pid = pid
        self.input = Mutex(writer)
        answer = Mutex(LineReader(descriptor: stdout.read))
        notices = Mutex(LineReader(descriptor: stderr.read))
        guard error == 0 else { throw MachineError("cannot run \(program): errno \(error)") }
    }

    deinit {
        closeInput()
        for reader in [answer.withLock(\.descriptor), notices.withLock(\.descriptor)] { close(reader) }
        guard pid > 0, status.withLock({ $0 }) == nil else { return }
        kill(pid, SIGKILL)
        waitpid(pid, nil, 0)
    }

    func send(_ text: String) async throws {
        let descriptor = input.withLock { $0 }
        try await blocking { try writeAll(text, to: descriptor) }
    }

    func closeInput() {
        input.withLock { descriptor in
            if descriptor >= 0 { close(descriptor) }
            descriptor = -1
        }
    }

    /// The next line of stdout.
    func line() async throws -> String {
        try await blocking { [self] in try answer.withLock { try $0.line() } }
    }

    /// Waits for an unfinished line of stdout, such as a prompt.
    func screen(endsWith text: String) async throws {
        try await blocking { [self] in try answer.withLock { try $0.wait(for: text) } }
    }

    /// The next line of stderr.
    func notice() async throws -> String {
        try await blocking { [self] in try notices.withLock { try $0.line() } }
    }

    func signal(_ number: Int32) {
        kill(pid, number)
    }

    /// Waits until it ends; gives what it wrote since the last line that was read.
    func end() async throws -> Machine.Outcome {
        try await blocking { [self] in
            let texts = (try answer.withLock { try $0.rest() }, try notices.withLock { try $0.rest() })
            var code: Int32 = 0
            waitpid(pid, &code, 0)
            let signal = code & 0x7F
            let ended = signal == 0 ? (code >> 8) & 0xFF : 128 + signal
            status.withLock { $0 = ended }
            return Machine.Outcome(status: ended, answer: texts.0, notices: texts.1)
        }
    }
}

func writeAll(_ text: String, to descriptor: Int32) throws {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
        let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        guard count > 0 else { throw MachineError("cannot write: errno \(errno)") }
        rest = rest.dropFirst(count)
    }
}

private struct Pipe {
    let read: Int32
    let write: Int32

    init() throws {
        var ends: [Int32] = [-1, -1]
        let error = farsign_pipe(&ends)
        guard error == 0 else { throw MachineError("no pipe: errno \(error)") }
        (read, write) = (ends[0], ends[1])
    }
}

/// What comes out of a pipe, a line at a time or to its end.
struct LineReader {
    let descriptor: Int32
    private var held: [UInt8] = []

    init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    mutating func line() throws -> String {
        while true {
            if let end = held.firstIndex(of: 0x0A) {
                defer { held.removeFirst(end + 1) }
                return String(decoding: held[..<end], as: UTF8.self)
            }
            guard try more() else { throw MachineError("it ended before a line did") }
        }
    }

    mutating func wait(for end: String) throws {
        while !held.suffix(end.utf8.count).elementsEqual(end.utf8) {
            guard try more() else { throw MachineError("it ended without \(end)") }
        }
    }

    mutating func rest() throws -> String {
        while try more() {}
        defer { held = [] }
        return String(decoding: held, as: UTF8.self)
    }

    private mutating func more() throws -> Bool {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&entry, 1, Int32(timeout / .milliseconds(1))) > 0 else {
            throw MachineError("nothing came, after \(String(decoding: held, as: UTF8.self).debugDescription)")
        }
        var chunk = [UInt8](repeating: 0, count: 65_536)
        let count = read(descriptor, &chunk, chunk.count)
        held += chunk.prefix(max(0, count))
        return count > 0
    }
}
