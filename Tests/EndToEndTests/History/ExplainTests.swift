import Glibc
import SignInSandbox
import Testing
import Text

@Suite("who was at the keyboard", .bothPrograms)
struct ExplainTests {
    private static let vend = ["credentials", "--profile", "dev"]

    /// An event as CloudTrail writes it, as far as it matters here.
    private func event(
        _ key: String, at time: String = "2099-01-01T00:00:00Z", session: String? = nil
    ) -> String {
        let context = session.map { ",\"sessionContext\":{\"signInSessionArn\":\"\($0)\"}" } ?? ""
        return """
            {"eventVersion":"1.11","userIdentity":{"type":"IAMUser","accessKeyId":"\(key)"\(context)},"eventTime":"\(time)",
            "eventSource":"s3.amazonaws.com","eventName":"PutObject","sourceIPAddress":"192.0.2.99"}
            """
    }

    @Test func `an event of CloudTrail leads to the program, the agent, the SSH client and the sign-in`() async throws {
        let machine = try await Machine()
        try await machine.signIn(profile: "dev")
        let vended = try await machine.farsign(
            Self.vend, environment: ["CLAUDECODE": "1", "SSH_CONNECTION": "192.0.2.7 50022 198.51.100.1 22"])
        let key = try #require(try vended.json["AccessKeyId"]?.text)

        let explained = try await machine.farsign(["audit", "explain"], input: event(key))
        let json = try await machine.farsign(["audit", "explain", "--json"], input: "{\"Records\":[\(event(key))]}")
        let byKey = try await machine.farsign(["audit", "explain", key])

        #expect(explained.status == 0, "\(explained.notices)")
        #expect(explained.answer.hasPrefix("2099-01-01T00:00:00Z  PutObject (s3.amazonaws.com) from 192.0.2.99\n"))
        for line in ["agent: claude-code", "ssh client: 192.0.2.7 50022", "profile: dev", "access key: \(key)"] {
            #expect(explained.answer.contains("\n  \(line)\n"), "\(explained.answer)")
        }
        #expect(explained.answer.contains("  signed in: "))
        let vend = try #require(try json.lines.first?["vend"])
        #expect(vend["kind"]?.text == "vended")
        #expect(vend["detail"]?["access_key_id"]?.text == key)
        #expect(try json.lines.first?["signed_in"]?["kind"]?.text == "signed-in")
        #expect(byKey.answer.contains("\n  profile: dev\n"))
    }

    @Test func `an event that no vend here caused is told, with exit status 1`() async throws {
        let machine = try await Machine()
        try await machine.signIn(profile: "dev")
        let key = try #require(try await machine.farsign(Self.vend).json["AccessKeyId"]?.text)

        let stranger = try await machine.farsign(["audit", "explain"], input: event("ASIANOTOURS"))
        let before = try await machine.farsign(["audit", "explain"], input: event(key, at: "2020-01-01T00:00:00Z"))

        for outcome in [stranger, before] {
            #expect(outcome.status == 1)
            #expect(outcome.answer.contains("this machine's history has no vend of "), "\(outcome.answer)")
        }
    }

    @Test func `an event whose key is unknown leads to the sign-in of its session`() async throws {
        let machine = try await Machine()
        let ssh = ["SSH_CONNECTION": "192.0.2.7 50022 198.51.100.1 22"]
        try await machine.signIn(profile: "dev", environment: ssh)
        try await machine.signIn(profile: "other", as: "arn:aws:iam::123456789012:root")
        let session = try #require(machine.sandbox.sessions.first)
        let unknown = session.dropLast() + (session.hasSuffix("0") ? "1" : "0")

        let explained = try await machine.farsign(["audit", "explain"], input: event("ASIANOTOURS", session: session))
        let json = try await machine.farsign(
            ["audit", "explain", "--json"],
            input: "{\"userIdentity\":{\"sessionContext\":{\"signInSessionArn\":\"\(session)\"}}}")
        let stranger = try await machine.farsign(
            ["audit", "explain"], input: event("ASIANOTOURS", session: String(unknown)))

        #expect(explained.status == 0, "\(explained.notices)")
        #expect(
            explained.answer.contains(
                "this machine's history has no vend of ASIANOTOURS before that time, but the sign-in of its session:\n")
        )
        for line in ["ssh client: 192.0.2.7 50022", "profile: dev", "sign-in session: \(session)"] {
            #expect(explained.answer.contains("\n  \(line)\n"), "\(explained.answer)")
        }
        let found = try json.json
        #expect(found["vend"] == .null)
        #expect(found["access_key_id"] == .null)
        #expect(found["signin_session"]?.text == session)
        #expect(found["signed_in"]?["detail"]?["signin_session"]?.text == session)
        #expect(stranger.status == 1)
    }

    @Test func `a vend is shown with the session of its sign-in`() async throws {
        let machine = try await Machine()
        try await machine.signIn(profile: "dev")
        let key = try #require(try await machine.farsign(Self.vend).json["AccessKeyId"]?.text)
        let session = try #require(machine.sandbox.sessions.first)

        let explained = try await machine.farsign(["audit", "explain", key])

        #expect(explained.answer.contains("\n  sign-in session: \(session)\n"), "\(explained.answer)")
    }

    @Test(arguments: ["", "garbage", "{}", "{\"Records\":[]}", "[1]", "{\"userIdentity\":{\"accessKeyId\":7}}"])
    func `what is no event of CloudTrail is an error`(_ input: String) async throws {
        let machine = try await Machine()

        let refused = try await machine.farsign(["audit", "explain"], input: input)

        #expect(refused.status == 1)
        #expect(refused.answer == "")
        #expect(
            refused.notices.hasPrefix("farsign: error: stdin is not an event of CloudTrail: "), "\(refused.notices)")
    }

    @Test func `an agent is named by its variable, else by its program, and is a filter`() async throws {
        let machine = try await Machine()
        try await machine.signIn(profile: "dev")
        let agent = "\(machine.home)/codex"
        #expect(symlink("/usr/bin/python3", agent) == 0)
        let run = ["-c", "import subprocess, sys; sys.exit(subprocess.run(sys.argv[1:]).returncode)"]
        #expect(try await machine.run(agent, run + CredentialProgram.line(Self.vend)).status == 0)
        #expect(try await machine.farsign(Self.vend, environment: ["CURSOR_AGENT": "1"]).status == 0)

        let listed = try await machine.farsign(["audit", "list", "--json", "--kind", "vended"]).lines
        let filtered = try await machine.farsign(["audit", "list", "--json", "--agent", "codex"]).lines
        let wrong = try await machine.farsign(["audit", "list", "--agent", "codx"])

        #expect(listed.map { $0["detail"]?["agent"]?.text } == ["codex", "cursor"])
        #expect(filtered.map { $0["actor"]?["process"]?.text } == ["codex"])
        #expect(wrong.status == 64)
        #expect(wrong.notices.contains("did you mean codex"))
    }

    @Test func `the history is searched by program, session, SSH client and time`() async throws {
        let machine = try await Machine()
        try await machine.signIn(profile: "dev")
        _ = try await machine.farsign(Self.vend, environment: ["SSH_CONNECTION": "192.0.2.7 50022 198.51.100.1 22"])
        _ = try await machine.farsign(Self.vend, environment: ["SSH_CONNECTION": "192.0.2.70 1 198.51.100.1 22"])
        func count(_ options: String...) async throws -> Int {
            try await machine.farsign(["audit", "list", "--json", "--kind", "vended"] + options).lines.count
        }
        let vend = try #require(try await machine.events("vended").first)
        let (program, session) = (vend["actor"]?["process"]?.text ?? "", vend["session"]?.text ?? "")

        #expect(try await count("--ssh-client", "192.0.2.7") == 1)
        #expect(try await count("--program", program, "--session", session) == 2)
        #expect(try await count("--program", "nobody") == 0)
        #expect(try await count("--since", "2h", "--until", "today") == 2)
        #expect(try await count("--until", "yesterday") == 0)
    }

    @Test func `one event is shown whole`() async throws {
        let machine = try await Machine()
        try await machine.signIn(profile: "dev")

        let shown = try await machine.farsign(["audit", "show", "1"])
        let json = try await machine.farsign(["audit", "show", "1", "--json"]).json
        let missing = try await machine.farsign(["audit", "show", "99"])

        #expect(shown.answer.hasPrefix("event: 1\ntime: "))
        #expect(shown.answer.contains("\nkind: login-started\n"))
        #expect(shown.answer.contains("\nhash: \(try #require(json["hash"]?.text))"))
        #expect(missing.status == 1)
        #expect(missing.notices.hasPrefix("farsign: error: there is no event 99 in the history\n"))
    }
}
