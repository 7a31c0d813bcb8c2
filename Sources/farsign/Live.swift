import Broker
import CurlTransport
import FarsignCLI
import FarsignCore
import FoundationEssentials
import Glibc
import HistoryStore
import LoginStore
import POSIX
import Session
import SessionStore
import TerminalInput
import Text

/// Builds the real environment of the program. Only this file and its extensions name the adapters.
enum Live {
    static func world(_ arguments: [String], _ console: Console) throws(StateError) -> World {
        let paths = UserPaths(
            variable: variable, accountHome: { Accounts.home(of: geteuid()) },
            workingDirectory: { Paths.workingDirectory() })
        let state = try paths.state()
        let pending = PendingFiles(state: state)
        let configuration = ConfigurationPlaces(
            directory: "/etc/farsign", owner: 0,
            userPath: { () throws(StateError) in try paths.configuration() },
            isPrivateGroup: { Accounts.isPrivate($0, of: geteuid()) })
        let ledger = SQLiteLedger(
            state: state,
            // A file that cannot be read stops logins and refreshes; a vend is recorded all the same.
            foldsVends: { try? Configuration.read(from: configuration, variable: variable).audit.fold.value },
            now: { Date() })
        let isCredentialProcess = arguments.first == "credentials"
        // `credentials` creates nothing in another user's home, and skips the check to save time.
        if !isCredentialProcess { try paths.checkHome(naming: Accounts.name) }
        var world = World(
            console: console,
            service: Service(
                transport: CurlTransport(userAgent: "farsign/\(Farsign.version)"), surroundings: surroundings),
            stores: Stores(
                tokens: AWSTokenCache(pause: pause, isPrivateGroup: { Accounts.isPrivate($0, of: geteuid()) }),
                records: SessionRecordFiles(state: state),
                pending: pending, signIns: SignInJournalFiles(state: state),
                locks: FileLocks(state: state),
                config: ConfigFiles(
                    configPath: try paths.awsConfig(), credentialsPath: try paths.awsCredentials(), state: state),
                configuration: configuration,
                ledger: ledger, history: SQLiteHistory(ledger),
                checkpointKeys: CheckpointKeyFile(
                    state: state, machineID: variable("FARSIGN_MACHINE_ID"), randomBytes: randomBytes)),
            actor: { Caller.actor(user: Accounts.name(of: getuid()), isCredentialProcess: isCredentialProcess) },
            executable: credentialProcess(),
            absolutePath: { path throws(StateError) in try paths.absolute(path) },
            tokenDirectory: { () throws(StateError) in try paths.tokenCache() },
            replySources: replySources, readInput: readInput,
            folder: { FolderObjects(name: $0, path: $1) }, hostName: hostName,
            ports: { () throws(StateError) in try ports(paths, pending: pending) })
        world.readFile = { path, limit in
            let path = try paths.absolute(path)
            guard let bytes = try FileReading.bytes(of: path, limit: limit, .users) else {
                throw StateError(.unreadable, path: path, "there is no file \(path.shown)")
            }
            return bytes
        }
        world.followLinks = { path throws(StateError) in try Paths.resolvingLinks(path) }
        world.logSocket = { try DatagramLog($0, timeout: DatagramLog.usualTimeout) }
        world.follow = { () throws(StateError) in
            let wait = try FollowWait(isAtTerminal: isatty(STDIN_FILENO) == 1)
            return { time in
                switch wait.end(within: time, output: STDOUT_FILENO) {
                case .interrupted: .interrupted
                case .readerGone: .readerGone
                case nil: nil
                }
            }
        }
        world.readStandardInput = { limit in
            do throws(SystemError) {
                return try readWhole(from: STDIN_FILENO, atMost: limit)
            } catch {
                throw StateError(.unreadable, path: "stdin", "cannot read stdin: \(error.text)")
            }
        }
        return world
    }

    /// The program for a profile's `credential_process`: farsign-credentials where it is installed beside this program,
    /// else this program.
    private static func credentialProcess() -> String {
        let executable = Process.executable(calledAs: Process.arguments.first ?? "farsign")
        return Process.program("farsign-credentials", beside: executable) ?? executable
    }

    private static let surroundings = {
        var surroundings = Surroundings(
            now: { Date() }, randomBytes: randomBytes, variable: variable, pause: pause)
        surroundings.utcOffset = utcOffset
        return surroundings
    }()

    /// In the person's time zone (tzset(3)).
    @Sendable private static func utcOffset(at time: Date) -> TimeInterval {
        var seconds = time_t(time.timeIntervalSince1970)
        var local = unsafe tm()
        return unsafe localtime_r(&seconds, &local) == nil ? 0 : unsafe TimeInterval(local.tm_gmtoff)
    }

    @Sendable static func variable(_ name: String) -> String? {
        unsafe getenv(name).map { unsafe String(cString: $0) }
    }

    @Sendable private static func randomBytes(_ count: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        // getentropy(3) returns at most 256 bytes per call, completely and without an error.
        let result = unsafe getentropy(&bytes, count)
        precondition(result == 0, "the kernel returned no random bytes")
        return bytes
    }

    @Sendable private static func pause(_ time: Duration) {
        usleep(UInt32(time / .microseconds(1)))
    }

    @Sendable private static func replySources() -> [any ReplySource] {
        let isTerminal = isatty(STDIN_FILENO) == 1
        let stdin: any ReplySource =
            isTerminal
            ? TerminalReplySource(input: STDIN_FILENO, output: Standard.canObeyEscapes ? STDERR_FILENO : nil)
            : PipeReplySource(descriptor: STDIN_FILENO)
        return [stdin, SignalSource(isAtTerminal: isTerminal)]
    }

    @Sendable private static func readInput() -> Arrival {
        PipeReplySource.readAll(from: STDIN_FILENO)
    }
}
