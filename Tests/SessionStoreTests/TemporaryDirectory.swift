import FarsignCore
import FoundationEssentials
import Glibc
import Synchronization
import Testing

@testable import SessionStore

/// A directory of a test's own, gone with it.
final class TemporaryDirectory: Sendable {
    let path: String

    var state: StateDirectory { StateDirectory(path: path + "/state") }

    init() throws {
        var template = Array("/tmp/farsign-store-XXXXXX".utf8CString)
        path = try #require(mkdtemp(&template).map { String(cString: $0) })
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    func write(_ name: String, _ text: String, mode: mode_t = 0o600) throws -> String {
        let file = path + "/" + name
        try Data(text.utf8).write(to: URL(filePath: file))
        try #require(chmod(file, mode) == 0)
        return file
    }

    func names(_ directory: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: directory).sorted()
    }
}

func text(of path: String) throws -> String {
    try String(contentsOfFile: path, encoding: .utf8)
}

func mode(of path: String) -> mode_t? {
    var status = stat()
    return lstat(path, &status) == 0 ? status.st_mode & 0o7777 : nil
}

/// Runs `body` on as many threads, which the pool of Swift's tasks would not do, and waits for them.
func onThreads(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
    final class Work: Sendable {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }
    var threads: [pthread_t] = []
    for index in 0..<count {
        var thread = pthread_t()
        let work = Unmanaged.passRetained(Work { body(index) })
        pthread_create(
            &thread, nil,
            { argument in
                if let argument { Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().run() }
                return nil
            }, work.toOpaque())
        threads.append(thread)
    }
    for thread in threads { pthread_join(thread, nil) }
}

/// Runs `body` on a thread whose umask, and as root whose permissions, are its own.
func onThread(umask mask: mode_t = 0o077, user: uid_t? = nil, _ body: @escaping @Sendable () -> Void) {
    onThreads(1) { _ in
        // CLONE_FS: the umask, which threads share, becomes this thread's own.
        #expect(systemCall("unshare", 0x200) == 0)
        umask(mask)
        // The file system's idea of the user, which is each thread's own (setfsuid(2)).
        if let user { systemCall("setfsuid", Int32(user)) }
        body()
    }
}

/// A function of the C library that Swift does not import.
@discardableResult private func systemCall(_ name: String, _ argument: Int32) -> Int32 {
    typealias Function = @convention(c) (Int32) -> Int32
    guard let address = dlsym(nil, name) else { return -1 }
    return unsafeBitCast(address, to: Function.self)(argument)
}

/// What `body` throws, where it is what the doors throw.
func stateError(_ body: () throws -> Void) -> StateError? {
    do {
        try body()
        return nil
    } catch {
        return error as? StateError
    }
}

/// Whether tests can give a file to another user.
let isRoot = geteuid() == 0

enum Sample {
    static let time = Date(timeIntervalSince1970: 1_767_323_045)
    static let actor = Actor(
        uid: 1000, user: "alice", pid: 4711, process: "terraform", tty: "pts/3", sshClient: "192.0.2.7 50022")

    static func arn(_ name: String = "Alice") throws -> SessionARN {
        try #require(SessionARN("arn:aws:iam::123456789012:user/\(name)"))
    }

    static func record(_ name: String = "Alice", tokens: String = "/nowhere/cache") throws -> SessionRecord {
        SessionRecord(
            arn: try arn(name), endpoint: SignInEndpoint(region: try Region("eu-west-1")), tokenDirectory: tokens,
            caBundle: nil)
    }

    static func login(_ text: String = "0123456789ab") throws -> LoginID {
        try #require(LoginID(text))
    }

    static func vend(_ profile: String = "dev", at time: Date = time) throws -> LedgerEntry {
        LedgerEntry(
            time: time,
            changes: [.vended(profile: profile, try record(), credentialsExpireAt: Sample.time + 900)],
            events: [
                AuditEvent(
                    .vended, profile: profile, session: try arn(), actor: actor, detail: ["format": .string("process")])
            ], durability: .normal)
    }
}

extension SQLiteLedger {
    convenience init(_ directory: TemporaryDirectory, patience: Duration = .seconds(10)) {
        self.init(state: directory.state, patience: patience, now: { Sample.time })
    }
}

extension AuditVerification {
    /// How many rows an intact history has.
    var rows: Int? {
        if case .intact(let rows, _) = self { rows } else { nil }
    }
}

extension TemporaryDirectory {
    var ledgerPath: String { state.path + "/ledger.db" }

    /// A connection past the ledger, for what an intruder would do.
    func tamper(_ sql: String...) throws {
        let connection = try Connection(path: ledgerPath)
        for statement in sql { try connection.run(statement) }
    }
}
