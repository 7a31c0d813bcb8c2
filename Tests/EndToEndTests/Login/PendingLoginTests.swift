import FoundationEssentials
import Glibc
import SignInSandbox
import TerminalTestSupport
import Testing
import Text

@Suite("pending logins")
struct PendingLoginTests {
    private let machine: Machine
    private static let alice = "arn:aws:iam::123456789012:user/Alice"
    private static let bob = "arn:aws:sts::123456789012:assumed-role/Admin/bob"

    init() async throws {
        machine = try await Machine()
    }

    @Test func `--no-wait and submit print one event each, with every member`() async throws {
        let start = Date()
        let login = try await machine.farsign([
            "login", "--profile", "dev", "--region", "ap-northeast-1", "--no-wait", "--json",
        ])
        let offer = try #require(try login.lines.first)
        let url = try #require(offer["url"]?.text)
        let submit = try await machine.farsign(["submit", "--json"], input: try machine.sandbox.signIn(at: url))
        let event = try #require(try submit.lines.first)

        #expect((login.status, login.notices) == (0, ""))
        #expect(try login.lines.count == 1)
        #expect(
            try offer.names() == [
                "callback_socket", "event", "expires_at", "login", "profile", "region", "socket", "start_url", "url",
            ])
        #expect(offer["event"] == .string("authorize"))
        #expect(offer["socket"] == .null)
        #expect(offer["profile"] == .string("dev"))
        #expect(offer["region"] == .string("ap-northeast-1"))
        #expect(url.hasPrefix(machine.sandbox.endpoint + "/v1/authorize?"))
        let deadline = try #require(offer["expires_at"]?.text.flatMap(RFC3339.parse))
        #expect((599...660).contains(deadline.timeIntervalSince(start)))

        #expect((submit.status, submit.notices) == (0, ""))
        #expect(try submit.lines.count == 1)
        #expect(
            try event.names() == [
                "account", "credentials_expire_at", "event", "login", "profile", "region", "session",
            ])
        #expect(event["event"] == .string("signed-in"))
        #expect(event["login"] == offer["login"])
        #expect(event["profile"] == .string("dev"))
        #expect(event["session"] == .string(Self.alice))
        #expect(event["account"] == .string("123456789012"))
        #expect(event["region"] == .string("ap-northeast-1"))
        let expiry = try #require(event["credentials_expire_at"]?.text.flatMap(RFC3339.parse))
        #expect((800...960).contains(expiry.timeIntervalSince(start)))
    }

    @Test func `a waiting --json login prints both events, and an error as an object`() async throws {
        let login = try machine.startFarsign(
            ["login", "--profile", "dev", "--region", "us-east-1", "--json"], input: .pipe)
        let offer = try JSONValue(parsing: Array(try await login.line().utf8))
        try await login.send(try machine.sandbox.signIn(at: try #require(offer["url"]?.text)) + "\n")
        let done = try await login.end()
        let event = try #require(try done.lines.first)

        #expect((done.status, done.notices) == (0, ""))
        #expect(event["event"] == .string("signed-in"))
        #expect(event["login"] == offer["login"])

        let refused = try await machine.farsign(
            ["login", "--profile", "other", "--region", "us-east-1", "--json"], input: "nonsense")
        #expect(refused.status == 4)
        let error = try #require(try JSONValue(parsing: Array(refused.notices.utf8))["error"])
        #expect(try error.names() == ["code", "hint", "summary"])
        #expect(error["code"] == .string("bad-reply"))
    }

    @Test(arguments: [true, false])
    func `a waiting login without a terminal ends well when submit finishes it`(_ hasPipe: Bool) async throws {
        let login = try machine.startFarsign(
            ["login", "--profile", "dev", "--region", "us-east-1"], input: hasPipe ? .pipe : .file("/dev/null"))
        let url = try await Self.url(of: login)
        let submit = try await machine.farsign(["submit"], input: try machine.sandbox.signIn(at: url))
        let end = try await login.end()

        #expect(submit.status == 0)
        #expect(end.status == 0)
        #expect(end.notices.contains("Updated profile dev to use \(Self.alice) credentials.\n"))
        #expect(end.notices.contains("The reply came through another channel.\n"))
        #expect(try await machine.kinds() == ["login-started", "reply-received", "signed-in", "profile-updated"])
    }

    @Test func `a login that waits at a terminal ends well when submit finishes it`() async throws {
        let login = try machine.loginAtTerminal()
        let code = try machine.sandbox.signIn(at: try await login.url())
        let submit = try await machine.farsign(["submit"], input: code)
        let end = try await login.end()

        #expect(submit.status == 0)
        #expect(end.state == .exited(0))
        #expect(end.screen.contains("Updated profile dev to use \(Self.alice) credentials.\r\n"))
        #expect(try login.isRestored())
    }

    @Test func `a login that waits ends as the submit that failed it`() async throws {
        let login = try machine.loginAtTerminal()
        let code = try machine.sandbox.signIn(at: try await login.url())
        machine.sandbox.fail(.error(.insufficientPermissions), on: .redeem)
        let submit = try await machine.farsign(["submit"], input: code)
        let end = try await login.end()

        #expect(submit.status == 4)
        #expect(end.state == .exited(4))
        #expect(try login.isRestored())
    }

    @Test func `a login goes on waiting where the submit could not send its code`() async throws {
        let login = try machine.loginAtTerminal()
        let code = try machine.sandbox.signIn(at: try await login.url())
        let unsent = try await machine.farsign(
            ["submit"], input: code, environment: ["AWS_CA_BUNDLE": "/nonexistent/authority.pem"])
        let submit = try await machine.farsign(["submit"], input: code)
        let end = try await login.end()

        #expect(unsent.status == 5)
        #expect(unsent.notices.contains("the code was not sent"))
        #expect(submit.status == 0)
        #expect(end.state == .exited(0))
    }

    @Test func `Ctrl-C comes too late for a login that another process is finishing`() async throws {
        let login = try machine.loginAtTerminal()
        let code = try machine.sandbox.signIn(at: try await login.url())
        machine.sandbox.fail(.none, on: .redeem, delay: .milliseconds(500))
        async let submit = machine.farsign(["submit"], input: code)
        try await machine.waitForRequests(.redeem, 1)
        try await login.type("\u{3}")
        let end = try await login.end()

        #expect(try await submit.status == 0)
        #expect(end.state == .exited(0))
        #expect(end.screen.contains("Updated profile dev"))
    }

    @Test(arguments: [[0, 1], [1, 0]])
    func `two pending logins both finish, in either order`(_ order: [Int]) async throws {
        let names = [("first", Self.alice), ("second", Self.bob)]
        var codes: [String] = []
        for (profile, arn) in names {
            codes.append(try machine.sandbox.signIn(at: try await machine.offer(profile: profile).url, as: arn))
        }
        #expect(try machine.pendingFiles().count == 2)
        for place in order {
            let submit = try await machine.farsign(["submit", "--json"], input: codes[place])
            #expect(try submit.lines.first?["profile"]?.text == names[place].0)
            #expect(try submit.lines.first?["session"]?.text == names[place].1)
        }
        #expect(try machine.pendingFiles() == [])
    }

    @Test func `two waiting logins both finish at the same time, each with its own reply`() async throws {
        let first = try machine.startFarsign(["login", "--profile", "first", "--region", "us-east-1"], input: .pipe)
        let second = try machine.startFarsign(["login", "--profile", "second", "--region", "us-east-1"], input: .pipe)
        let codes = [
            try machine.sandbox.signIn(at: try await Self.url(of: first), as: Self.alice),
            try machine.sandbox.signIn(at: try await Self.url(of: second), as: Self.bob),
        ]
        try await second.send(codes[1] + "\n")
        try await first.send(codes[0] + "\n")
        let ends = [try await first.end(), try await second.end()]

        #expect(ends.map(\.status) == [0, 0])
        #expect(ends[0].notices.contains("Updated profile first to use \(Self.alice) credentials.\n"))
        #expect(ends[1].notices.contains("Updated profile second to use \(Self.bob) credentials.\n"))
        for (profile, arn) in [("first", Self.alice), ("second", Self.bob)] {
            #expect(try await machine.identity(in: Client.oldBoto3, profile: profile).answer == arn)
        }
    }

    @Test func `of two submits of one reply, one signs in and the other is told`() async throws {
        let code = try machine.sandbox.signIn(at: try await machine.offer().url)
        async let one = machine.farsign(["submit"], input: code)
        async let other = machine.farsign(["submit"], input: code)
        let statuses = try await [one.status, other.status].sorted()

        #expect(statuses == [0, 4])
        #expect(machine.count(.redeem) == 1)
        #expect(try await machine.kinds().count { $0 == "signed-in" } == 1)
    }

    @Test func `--login names the login that a reply is for`() async throws {
        let (login, other) = (try await machine.offer(profile: "a"), try await machine.offer(profile: "b"))
        let code = try machine.sandbox.signIn(at: login.url)
        let wrong = try await machine.farsign(
            ["submit", "--login", other.id], input: code)
        let right = try await machine.farsign(
            ["submit", "--login", login.id], input: code)

        #expect(wrong.status == 4)
        #expect(right.status == 0)
        #expect(try await machine.history(["--kind", "reply-refused"]).map { $0["profile"]?.text } == ["b"])
    }

    @Test func `a deadline that passes ends the login`() async throws {
        let login = try machine.startFarsign(["login", "--profile", "dev", "--region", "us-east-1", "--timeout", "1"])
        let url = try await Self.url(of: login)
        let code = try machine.sandbox.signIn(at: url)
        let end = try await login.end()
        let left = try machine.pendingFiles()
        let late = try await machine.farsign(["submit"], input: code)

        #expect(end.status == 4)
        #expect(end.notices.contains("farsign: error: no reply came before the login's deadline\n"))
        #expect(left == [])
        #expect(late.status == 4)
        #expect(late.notices.contains("farsign: hint: start again with 'farsign login'\n"))
    }

    @Test func `a file that cannot be read keeps no other login from ending, and goes when it is old`() async throws {
        let code = try machine.sandbox.signIn(at: try await machine.offer(profile: "a").url)
        let unreadable = "\(machine.statePath)/pending/0123456789ab.json"
        let link = "\(machine.statePath)/pending/ba9876543210.json"
        try machine.write("no login", to: unreadable)
        #expect(symlink("/etc/passwd", link) == 0)

        let submit = try await machine.farsign(["submit"], input: code)
        #expect(submit.status == 0, "\(submit.notices)")
        #expect(try machine.pendingFiles().count == 2)

        let age = try await machine.run("/usr/bin/touch", ["-h", "-d", "-601 seconds", unreadable, link])
        #expect(age.status == 0)
        _ = try await machine.offer(profile: "b")
        #expect(try machine.pendingFiles().count == 1)
        #expect(!FileManager.default.fileExists(atPath: unreadable))
    }

    /// The first line that is one, of a login without a terminal.
    static func url(of login: RunningProgram) async throws -> String {
        while true {
            let line = try await login.notice()
            if line.hasPrefix("http") { return line }
        }
    }
}
