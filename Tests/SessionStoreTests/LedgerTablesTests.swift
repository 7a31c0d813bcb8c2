import FoundationEssentials
import LedgerTestSupport
import Session
import SessionTestSupport
import SignIn
import TestSupport
import Testing
import Text

@testable import SessionStore

@Suite("sessions and logins in the ledger")
struct LedgerTablesTests {
    let directory: TemporaryDirectory
    let ledger: SQLiteLedger
    let alice: SessionARN
    let expiry = Sample.time + 900

    init() throws {
        directory = try TemporaryDirectory()
        ledger = SQLiteLedger(directory)
        alice = try Sample.arn()
    }

    private func write(_ changes: LedgerEntry.Change..., at time: Date = Sample.time) throws {
        try ledger.write(LedgerEntry(time: time, changes: changes))
    }

    private func signIn(_ profile: String = "dev", _ name: String = "Alice") throws {
        try write(
            .bound(ProfileBinding(profile: profile, session: try Sample.arn(name), integration: .process)),
            .signedIn(try Sample.record(name), credentialsExpireAt: expiry))
    }

    @Test func `a session is listed once for each of its profiles`() throws {
        try signIn("dev")
        try signIn("prod")
        try ledger.write(Sample.vend())
        try write(.refreshed(alice, credentialsExpireAt: expiry + 900))

        let sessions = try ledger.sessions()
        let dev = SessionSummary(
            profile: "dev", session: alice, region: try Region("eu-west-1"), integration: .process, status: .active,
            signedInAt: Sample.time, credentialsExpireAt: expiry + 900, refreshCount: 1, vendCount: 1,
            lastVendedAt: Sample.time)
        #expect(sessions.first == dev)
        #expect(sessions.map(\.profile) == ["dev", "prod"])
        #expect(sessions.map(\.vendCount) == [1, 0])
        #expect(sessions.map(\.lastVendedAt) == [Sample.time, nil])
    }

    @Test func `a session without a profile has none`() throws {
        try write(.signedIn(try Sample.record(), credentialsExpireAt: expiry))

        #expect(try ledger.sessions().map(\.profile) == [nil])
    }

    @Test func `a session that the ledger does not know comes with its first vend`() throws {
        try ledger.write(Sample.vend("cli"))

        let session = try #require(try ledger.sessions().first)
        #expect(session.profile == "cli")
        #expect(session.region?.name == "eu-west-1")
        #expect(session.integration == nil)
        #expect(session.signedInAt == nil)
        #expect(session.vendCount == 1)
    }

    @Test func `a refresh or a binding that comes first is not lost`() throws {
        try write(.refreshed(alice, credentialsExpireAt: expiry))
        try write(.bound(ProfileBinding(profile: "dev", session: alice, integration: .native)))
        #expect(try ledger.sessions().isEmpty)
        try ledger.write(Sample.vend())

        let session = try #require(try ledger.sessions().first)
        #expect(session.refreshCount == 1)
        #expect(session.integration == .native)
    }

    @Test func `vends are counted by whoever writes or reads next`() throws {
        try signIn()
        for second in 1...3 { try ledger.write(Sample.vend(at: Sample.time + Double(second))) }
        #expect(try directory.number("SELECT vend_count FROM profiles") == 0)
        try write(.refreshed(alice, credentialsExpireAt: expiry + 900))
        #expect(try directory.number("SELECT vend_count FROM profiles") == 3)
        try ledger.write(Sample.vend(at: Sample.time + 4.25))

        let session = try #require(try ledger.sessions().first)
        #expect(session.vendCount == 4)
        #expect(session.lastVendedAt == Sample.time + 4.25)
        #expect(session.credentialsExpireAt == expiry + 900)
        #expect(try directory.number("SELECT vend_count FROM profiles") == 4)
    }

    @Test func `a long backlog of vends is counted in steps, the region being that of the last one`() throws {
        try signIn()
        try ledger.write(Sample.vend())
        try directory.tamper(
            """
            WITH RECURSIVE n (n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM n WHERE n < 45000)
            INSERT INTO events SELECT seq + n, time, kind, outcome, profile, session, account, uid, user, pid, process, tty,
                ssh_client, iif(n = 45000, json_set(detail, '$.region', 'ap-south-1'), detail), previous_hash, hash
            FROM n JOIN events
            """, "UPDATE head SET seq = 45001")
        let session = try #require(try ledger.sessions().first)

        #expect(session.vendCount == 45_001)
        #expect(session.region?.name == "ap-south-1")
        #expect(try directory.number("SELECT applied_seq FROM head") == 45_001)
    }

    @Test func `a vend that an earlier version wrote and counted is not counted again`() throws {
        try signIn()
        try ledger.write(Sample.vend())
        try ledger.write(Sample.vend())
        try directory.tamper("UPDATE events SET detail = json_remove(detail, '$.region') WHERE seq = 2")

        #expect(try ledger.sessions().map(\.vendCount) == [1])
    }

    @Test func `without its head the ledger goes on, and counts no vend again`() throws {
        try signIn()
        try ledger.write(Sample.vend())
        #expect(try ledger.sessions().map(\.vendCount) == [1])
        try directory.tamper("DELETE FROM head")
        try ledger.write(Sample.vend())

        #expect(try ledger.sessions().map(\.vendCount) == [2])
    }

    @Test func `an access key leads to its vends`() throws {
        for number in 1...3 {
            var entry = try Sample.vend(at: Sample.time + Double(number))
            entry.events[0].detail["access_key_id"] = .string(number == 2 ? "ASIATWO" : "ASIAONE")
            try ledger.write(entry)
        }

        #expect(try ledger.vends(of: "ASIAONE").map(\.seq) == [3, 1])
        #expect(try ledger.vends(of: "ASIATWO").map(\.seq) == [2])
        #expect(try ledger.vends(of: "ASIA").isEmpty)
    }

    @Test func `vends that were counted before an update are not counted again`() throws {
        try signIn()
        try ledger.write(Sample.vend())
        #expect(try ledger.sessions().map(\.vendCount) == [1])
        // The version before this column counted each vend as it was written.
        try directory.tamper(
            "ALTER TABLE head DROP COLUMN applied_seq", "DROP TABLE access_keys", "DROP TABLE tree",
            "DROP TABLE shipments", "DROP TABLE blocks", "DROP TABLE block_values", "DROP TABLE folded",
            "ALTER TABLE head DROP COLUMN folds", "PRAGMA user_version = 2")
        try SQLiteLedger(directory).write(Sample.vend())

        #expect(try SQLiteLedger(directory).sessions().map(\.vendCount) == [2])
    }

    @Test(arguments: [
        "detail = 'not JSON'", "profile = NULL", "session = NULL", "detail = '{\"credentials_expire_at\":[1]}'",
        "time = 'never'", "account = NULL",
    ])
    func `a vend that somebody altered does not keep the rest from being recorded`(_ change: String) throws {
        try signIn()
        try ledger.write(Sample.vend())
        try ledger.write(Sample.vend("other"))
        try directory.tamper("UPDATE events SET \(change) WHERE profile = 'other'")
        try write(.signedOut(profile: "dev"))

        let session = try #require(try ledger.sessions().first)
        #expect(session.vendCount == 1)
        #expect(session.status == .signedOut)
    }

    @Test func `who cannot write sees the sessions all the same`() throws {
        try signIn()
        try ledger.write(Sample.vend())
        try directory.whileWriting {
            let sessions = try ledger.sessions()
            #expect(sessions.map(\.profile) == ["dev"])
        }
        #expect(try ledger.sessions().map(\.vendCount) == [1])
    }

    @Test func `a sign-in is found by AWS's own ARN of its session`() throws {
        for session in ["one", "two"] {
            let event = AuditEvent(
                .signedIn, profile: session, session: try Sample.arn(), actor: Sample.actor,
                detail: ["signin_session": .string(session)])
            try ledger.write(LedgerEntry(time: Sample.time, events: [event]))
        }
        var filter = AuditFilter(kind: .signedIn)
        filter.signInSession = "two"

        #expect(try ledger.events(filter).map(\.profile) == ["two"])
    }

    @Test func `a profile that gets another session starts to count anew`() throws {
        try signIn()
        try ledger.write(Sample.vend())
        try signIn("dev", "Bob")

        let sessions = try ledger.sessions()
        #expect(sessions.map(\.profile) == ["dev", nil])
        #expect(sessions.map(\.session.text).map { $0.suffix(3) } == ["Bob", "ice"])
        #expect(sessions.map(\.vendCount) == [0, 0])
    }

    @Test func `signing out of a profile leaves the others`() throws {
        try signIn("dev")
        try signIn("prod")
        try write(.signedOut(profile: "dev"))

        #expect(try ledger.sessions().map(\.status) == [.signedOut, .active])
    }

    @Test func `a session whose tokens are gone is signed out, and signed in again by signing in`() throws {
        try signIn()
        try write(.signedOut(profile: "dev"), .tokensRemoved(alice))
        #expect(try ledger.sessions().map(\.status) == [.signedOut])
        try signIn()

        #expect(try ledger.sessions().map(\.status) == [.active])
    }

    @Test func `a session that the service ended is expired until it is refreshed or signed in`() throws {
        try signIn()
        try write(.expired(alice))
        #expect(try ledger.sessions().map(\.status) == [.expired])
        try write(.refreshed(alice, credentialsExpireAt: expiry + 900))

        #expect(try ledger.sessions().map(\.status) == [.active])
    }

    @Test func `a vend whose row comes late does not undo a sign-out`() throws {
        try signIn("dev")
        try signIn("prod")
        try write(.signedOut(profile: "dev"), at: Sample.time + 10)
        try ledger.write(Sample.vend(at: Sample.time + 9))
        #expect(try ledger.sessions().map(\.status) == [.signedOut, .active])
        try ledger.write(Sample.vend(at: Sample.time + 11))

        #expect(try ledger.sessions().map(\.status) == [.active, .active])
    }

    @Test func `a login has an outcome once it is over, and the first one stays`() throws {
        let login = try Sample.login()
        let outcome = LoginOutcome.signedIn(
            SignInResult(session: alice, profile: "dev", region: try Region("eu-west-1"), credentialsExpireAt: expiry))
        try write(.loginStarted(login, profile: "dev", region: try Region("eu-west-1"), expiresAt: expiry))
        #expect(try ledger.ending(of: login)?.outcome == nil)
        try write(.loginEnded(login, outcome, reply: "digest"))
        try write(
            .loginEnded(
                login, .failed(ReportedError(ReportedCode(rawValue: "late"), "too late", hint: nil)), reply: nil))

        #expect(try ledger.ending(of: login) == EndedLogin(outcome: outcome, reply: "digest"))
    }

    @Test func `a login that failed says how, even where its start is not known`() throws {
        let outcome = LoginOutcome.failed(
            ReportedError(ReportedCode(rawValue: "bad-reply"), "no good", hint: "try again"))
        try write(.loginEnded(try Sample.login(), outcome, reply: nil))

        #expect(try ledger.ending(of: Sample.login())?.outcome == outcome)
        #expect(try ledger.ending(of: Sample.login("ffffffffffff"))?.outcome == nil)
    }

    @Test func `an entry is written as a whole or not at all`() throws {
        try signIn()
        try directory.tamper("ALTER TABLE head RENAME TO gone")
        #expect(stateError { try ledger.write(Sample.vend()) }?.code == .ledgerFailed)
        try directory.tamper("ALTER TABLE gone RENAME TO head")

        #expect(try ledger.sessions().map(\.vendCount) == [0])
    }

    @Test(arguments: [
        (AuditFilter(limit: 3), [8, 9, 10]),
        (AuditFilter(limit: 0), []),
        (AuditFilter(kind: .signedIn), [1, 6]),
        (AuditFilter(kind: .vended, limit: 2), [9, 10]),
        (AuditFilter(profile: "prod"), [6, 7, 8, 9, 10]),
        (AuditFilter(profile: "prod", kind: .signedIn), [6]),
        (AuditFilter(since: Sample.time + 8), [9, 10]),
        (AuditFilter(until: Sample.time + 1), [1, 2]),
        (AuditFilter(profile: "dev", kind: .vended, since: Sample.time + 2, until: Sample.time + 6), [3, 4, 5]),
        (AuditFilter(profile: "nobody"), []),
    ])
    func `events are the last ones that pass, oldest first`(_ filter: AuditFilter, _ expected: [Int]) throws {
        for number in 0..<10 {
            let event = AuditEvent(
                number % 5 == 0 ? .signedIn : .vended, profile: number < 5 ? "dev" : "prod", actor: Sample.actor)
            try ledger.write(LedgerEntry(time: Sample.time + Double(number), events: [event], durability: .normal))
        }

        #expect(try ledger.events(filter).map(\.seq) == expected)
    }
}
