import FarsignCore
import FoundationEssentials
import Glibc
import SignIn
import TestSupport
import Testing
import Text

@testable import SessionStore

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
    convenience init(_ directory: TemporaryDirectory, busyTimeout: Duration = .seconds(10)) {
        self.init(state: directory.state, busyTimeout: busyTimeout, now: { Sample.time })
    }
}

extension AuditVerification {
    /// How many rows an intact history has.
    var rows: Int? {
        if case .intact(let rows, _) = self { rows } else { nil }
    }
}

extension TemporaryDirectory {
    var state: StateDirectory { StateDirectory(path: path + "/state") }
    var ledgerPath: String { state.path + "/ledger.db" }

    /// A connection past the ledger, for what an intruder would do.
    func tamper(_ sql: String...) throws {
        let connection = try Connection(path: ledgerPath)
        for statement in sql { try connection.run(statement) }
    }
}
