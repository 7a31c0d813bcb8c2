import FoundationEssentials
import Glibc
import SignInSandbox
import Testing
import Text

@Suite("sessions and history", .bothPrograms)
struct HistoryTests {
    private let machine: Machine
    private static let alice = "arn:aws:iam::123456789012:user/Alice"
    private static let bob = "arn:aws:sts::123456789012:assumed-role/Admin/bob"

    init() async throws {
        machine = try await Machine()
    }

    @Test func `sessions --json has every member of every profile`() async throws {
        try await machine.signIn(profile: "dev", region: "ap-northeast-1")
        _ = try await machine.farsign(["credentials", "--profile", "dev"])
        try machine.expire()
        _ = try await machine.farsign(["credentials", "--profile", "dev"])
        try await machine.signIn(profile: "other", as: Self.bob, options: ["--integration", "native"])
        _ = try await machine.farsign(["logout", "--profile", "other"])
        let sessions = try await machine.farsign(["sessions", "--json"]).json.array

        let dev = try #require(sessions.first { $0["profile"]?.text == "dev" })
        let other = try #require(sessions.first { $0["profile"]?.text == "other" })
        let names = [
            "account", "credentials_expire_at", "integration", "last_vended_at", "profile", "refresh_count", "region",
            "session", "signed_in_at", "status", "vend_count",
        ]
        #expect(sessions.count == 2)
        #expect(try dev.names() == names)
        #expect(try other.names() == names)
        #expect(dev["session"] == .string(Self.alice))
        #expect(dev["account"] == .string("123456789012"))
        #expect(dev["region"] == .string("ap-northeast-1"))
        #expect(dev["integration"] == .string("process"))
        #expect(dev["status"] == .string("active"))
        #expect(dev["refresh_count"] == .integer(1))
        #expect(dev["vend_count"] == .integer(2))
        for name in ["signed_in_at", "credentials_expire_at", "last_vended_at"] {
            #expect(dev[name]?.text?.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/) != nil, "\(name)")
        }
        #expect(other["status"] == .string("signed-out"))
        #expect(other["integration"] == .string("native"))
        #expect(other["vend_count"] == .integer(0))
        #expect(other["last_vended_at"] == .null)
    }

    @Test func `a session that the service ended shows as expired`() async throws {
        try await machine.signIn(profile: "dev")
        machine.sandbox.revokeAllSessions()
        try machine.expire()
        let vend = try await machine.farsign(["credentials", "--profile", "dev"])
        let sessions = try await machine.farsign(["sessions", "--json"]).json.array

        #expect(vend.status == 3)
        #expect(sessions.map { $0["status"]?.text } == ["expired"])
    }

    @Test func `audit list --json has every member of every event`() async throws {
        try await machine.signIn(profile: "dev")
        _ = try await machine.farsign(
            ["credentials", "--profile", "dev"], environment: ["SSH_CONNECTION": "::1 5 ::1 22"])
        let history = try await machine.history()
        let me = try await machine.run("/usr/bin/id", ["-un"]).answer.split(separator: "\n").first.map(String.init)

        #expect(
            history.compactMap { $0["kind"]?.text } == [
                "login-started", "reply-received", "signed-in", "profile-updated", "vended",
            ])
        for (place, event) in history.enumerated() {
            #expect(
                try event.names() == [
                    "account", "actor", "detail", "hash", "kind", "outcome", "previous_hash", "profile", "seq",
                    "session", "time",
                ])
            let actor = try #require(event["actor"])
            #expect(try actor.names() == ["pid", "process", "ssh_client", "tty", "uid", "user"])
            #expect(event["seq"] == .integer(place + 1))
            #expect(event["outcome"] == .string("ok"))
            #expect(event["profile"] == .string("dev"))
            #expect(actor["uid"] == .integer(Int(getuid())))
            #expect(actor["user"]?.text == me)
            #expect(try #require(actor["pid"]?.int) > 1)
            #expect(event["time"]?.text?.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/) != nil)
            #expect(event["hash"]?.text?.wholeMatch(of: /[0-9a-f]{64}/) != nil)
        }
        #expect(history[0]["session"] == .null)
        #expect(history[0]["account"] == .null)
        #expect(history[0]["actor"]?["process"] == .string("farsign"))
        #expect(history[0]["actor"]?["ssh_client"] == .null)
        #expect(history[4]["session"] == .string(Self.alice))
        #expect(history[4]["account"] == .string("123456789012"))
        #expect(history[4]["actor"]?["ssh_client"] == .string("::1 5"))
    }

    @Test func `audit list takes profile, kind, time and limit`() async throws {
        try await machine.signIn(profile: "dev")
        try await machine.signIn(profile: "other", as: Self.bob)
        _ = try await machine.farsign(["logout", "--profile", "other"])
        let history = try await machine.history()
        let middle = try #require(history[3]["time"]?.text)
        func numbers(_ options: String...) async throws -> [Int?] {
            try await machine.history(options).map { $0["seq"]?.int }
        }

        #expect(history.count == 9)
        #expect(try await numbers("--profile", "other") == [5, 6, 7, 8, 9])
        #expect(try await numbers("--kind", "signed-in") == [3, 7])
        #expect(try await numbers("--kind", "signed-in", "--profile", "dev") == [3])
        #expect(try await numbers("--limit", "2") == [8, 9])
        let times = history.compactMap { $0["time"]?.text }
        #expect(try await numbers("--since", middle) == times.indices.filter { times[$0] >= middle }.map { $0 + 1 })
        #expect(try await numbers("--until", middle) == times.indices.filter { times[$0] <= middle }.map { $0 + 1 })
        #expect(try await numbers("--since", "2999-01-01T00:00:00Z") == [])
        let unknown = try await machine.farsign(["audit", "list", "--kind", "sined-in"])
        #expect(unknown.status == 64)
        #expect(unknown.notices.contains("did you mean signed-in"))
    }

    @Test func `an empty history and a filter that nothing passes are told apart`() async throws {
        let new = try await machine.farsign(["audit", "list"])
        let newKind = try await machine.farsign(["audit", "list", "--kind", "vended"])
        try await machine.signIn(profile: "dev")
        let none = try await machine.farsign(["audit", "list", "--kind", "vended"])

        for empty in [new, newKind] {
            #expect((empty.status, empty.answer) == (0, ""))
            #expect(empty.notices == "The history is empty: farsign was not used here yet.\n")
        }
        #expect((none.status, none.answer) == (0, ""))
        #expect(none.notices == "No event in the history matches these options.\n")
    }

    @Test func `without --limit the last 50 are listed`() async throws {
        try await machine.signIn(profile: "dev")
        for _ in 0..<48 { _ = try await machine.farsign(["credentials", "--profile", "dev"]) }
        let listed = try await machine.history([])
        #expect(listed.map { $0["seq"]?.int } == Array(3...52))
    }

    @Test func `tables for a person name who, what and where`() async throws {
        try await machine.signIn(profile: "dev")
        let (sessions, audit) = (try await machine.farsign(["sessions"]), try await machine.farsign(["audit", "list"]))
        #expect(sessions.answer.split(separator: "\n").count == 2)
        #expect(sessions.answer.contains(Self.alice))
        #expect(audit.answer.split(separator: "\n").count == 5)
        #expect(audit.answer.contains("intake=submit"))
    }
}
