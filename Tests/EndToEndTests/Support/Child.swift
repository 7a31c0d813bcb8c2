import Dispatch
import Glibc

/// A process that can be killed by its own id; its answer is not read.
final class Child: Sendable {
    let pid: pid_t

    /// - Parameter input: a file that it reads as its stdin.
    convenience init(_ arguments: [String], environment: [String: String], input: String = "/dev/null") throws {
        let file = open(input, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw MachineError("cannot read \(input)") }
        defer { close(file) }
        try self.init(arguments, environment: environment, descriptor: file)
    }

    /// - Parameter descriptor: its stdin.
    init(_ arguments: [String], environment: [String: String], descriptor: Int32) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, descriptor, 0)
        posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        var words = arguments.map { strdup($0) } + [nil]
        var variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for text in words + variables { free(text) } }
        var pid: pid_t = 0
        let failure = posix_spawn(&pid, arguments[0], &actions, nil, &words, &variables)
        guard failure == 0 else { throw MachineError("cannot start \(arguments[0]): \(failure)") }
        self.pid = pid
    }

    /// Kills it after a time, wherever it is then, and waits for its end. Whether it was still alive.
    func kill(after microseconds: UInt32) async -> Bool {
        await end { [pid] in
            usleep(microseconds)
            // It is ours until it is waited for: its id cannot be another's.
            _ = Glibc.kill(pid, SIGKILL)
        } & 0x7F == SIGKILL
    }

    /// Waits for its end, on a thread that the sandbox does not need. Its status, as waitpid(2) has it.
    @discardableResult
    func end(after body: @escaping @Sendable () -> Void = {}) async -> Int32 {
        await withCheckedContinuation { continuation in
            DispatchQueue(label: "child").async { [pid] in
                body()
                var status: Int32 = 0
                waitpid(pid, &status, 0)
                continuation.resume(returning: status)
            }
        }
    }
}

/// Numbers that are the same in every run (SplitMix64).
struct Seeded: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
