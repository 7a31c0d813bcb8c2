package import Broker
package import CurlTransport
import Dispatch
package import FarsignCLI
package import FarsignCore
package import FoundationEssentials
import Glibc
import HistoryStore
import LoginStore
package import Session
package import SessionStore
package import SignInSandbox
import Synchronization

/// A machine of a test's own: real stores in a temporary directory, the real transport, and a sandbox to sign in at.
///
/// Broker and sandbox go by one clock, and all that is random is the same in every run, but for what the sandbox
/// issues. Both are gone with the value.
package final class TestWorld: Sendable {
    package let home: String
    package let sandbox: SignInSandbox
    package let clock: TestClock
    package let transport: CurlTransport
    /// How long each wait between two tries would have been.
    package var pauses: [Duration] { state.withLock { $0.pauses } }

    private struct State {
        var variables: [String: String]
        var random: UInt64 = 1
        var pauses: [Duration] = []
        var atPause: (@Sendable () -> Void)?
    }

    private let state: Mutex<State>

    /// - Parameter time: the machine's own for what libcurl signs, which goes by that clock.
    package init(_ settings: SignInSandbox.Settings = .init(), time: Date = TestClock.someTime) async throws {
        let clock = TestClock(time)
        self.clock = clock
        sandbox = try await SignInSandbox.start(settings: settings, clock: { clock.now })
        transport = CurlTransport(userAgent: "farsign/test", connectTimeout: .seconds(60), timeout: .seconds(60))
        var template = Array("/tmp/farsign-world-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw CocoaError(.fileWriteUnknown) }
        home = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        state = Mutex(State(variables: ["HOME": home, "AWS_ENDPOINT_URL_SIGNIN": sandbox.endpoint]))
    }

    deinit {
        try? FileManager.default.removeItem(atPath: home)
        let sandbox = sandbox
        Task { await sandbox.stop() }
    }

    package var configPath: String { home + "/.aws/config" }
    /// What /etc/farsign is on a real machine.
    package var systemDirectory: String { home + "/etc" }
    package var userConfiguration: String { home + "/.config/farsign/config.toml" }
    package var stateDirectory: StateDirectory { StateDirectory(path: home + "/state") }

    package func set(_ variable: String, to value: String?) {
        state.withLock { $0.variables[variable] = value }
    }

    /// What happens while a refresh waits for its next try.
    package func atPause(_ body: @escaping @Sendable () -> Void) {
        state.withLock { $0.atPause = body }
    }

    package var surroundings: Surroundings {
        Surroundings(
            now: { [clock] in clock.now }, randomBytes: { [self] in randomBytes($0) },
            variable: { [self] name in state.withLock { $0.variables[name] } },
            pause: { [self] time in
                let body = state.withLock { state in
                    state.pauses.append(time)
                    return state.atPause
                }
                body?()
            })
    }

    package var stores: Stores {
        let ledger = SQLiteLedger(state: stateDirectory, now: surroundings.now)
        return Stores(
            tokens: AWSTokenCache(pause: surroundings.pause, isPrivateGroup: { _ in false }),
            records: SessionRecordFiles(state: stateDirectory),
            pending: PendingFiles(state: stateDirectory),
            signIns: SignInJournalFiles(state: stateDirectory), locks: FileLocks(state: stateDirectory),
            config: ConfigFiles(
                configPath: configPath, credentialsPath: home + "/.aws/credentials", state: stateDirectory),
            configuration: ConfigurationPlaces(
                directory: systemDirectory, owner: geteuid(), userPath: { [userConfiguration] in userConfiguration },
                isPrivateGroup: { _ in false }),
            ledger: ledger, history: SQLiteHistory(ledger),
            checkpointKeys: CheckpointKeyFile(
                state: stateDirectory, machineID: nil, randomBytes: surroundings.randomBytes))
    }

    package func service(over transport: (any HTTPTransport)? = nil) -> Service {
        Service(transport: transport ?? self.transport, surroundings: surroundings)
    }

    /// - Parameter sources: where `login`, and `submit` at a terminal, get their replies from.
    package func world(
        _ recorder: Recorder, input: Arrival = .ended(.submit), sources: [any ReplySource] = [],
        ports: LoginPorts = .unused
    ) -> World {
        World(
            console: recorder.console, service: service(), stores: stores,
            actor: {
                Actor(
                    uid: 1000, user: "alice", pid: 4711, process: "farsign", tty: "pts/3", sshClient: "192.0.2.7 50022")
            },
            executable: "/usr/bin/farsign", absolutePath: { $0 },
            tokenDirectory: { [home] in home + "/.aws/login/cache" },
            replySources: { sources }, readInput: { input },
            folder: { FolderObjects(name: $0, path: $1) }, hostName: { "web1" }, ports: { ports })
    }

    private func randomBytes(_ count: Int) -> [UInt8] {
        state.withLock { state in
            (0..<count).map { _ in
                // Xorshift: never zero, and each call goes on where the last one ended.
                state.random ^= state.random << 13
                state.random ^= state.random >> 7
                state.random ^= state.random << 17
                return UInt8(truncatingIfNeeded: state.random >> 24)
            }
        }
    }

}

// Files, as a person or an AWS tool sees them.
extension TestWorld {
    package func text(of path: String) throws -> String {
        try String(contentsOfFile: path, encoding: .utf8)
    }

    /// Makes the directories above it too.
    package func write(_ text: String, to path: String) throws {
        let directory = path.split(separator: "/").dropLast().joined(separator: "/")
        try FileManager.default.createDirectory(atPath: "/" + directory, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(filePath: path))
    }

    package func names(_ directory: String) -> [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: directory).sorted()) ?? []
    }
}
