import SignInSandbox
import TerminalTestSupport
import Testing
import Text

/// Profiles that share a session, or did.
@Suite("sessions that profiles share", .bothPrograms)
struct SharedSessionTests {
    private static let alice = "arn:aws:iam::123456789012:user/Alice"
    private static let bob = "arn:aws:sts::123456789012:assumed-role/Admin/bob"
    private let machine: Machine

    init() async throws {
        machine = try await Machine()
    }

    @Test func `sessions that profiles share leave no tokens behind where all are signed out at once`() async throws {
        for round in 0..<30 {
            try await machine.signIn(profile: "a")
            try await machine.signIn(profile: "b")
            async let first = machine.farsign(["logout", "--profile", "a"])
            async let second = machine.farsign(["logout", "--profile", "b"])
            let statuses = try await [first.status, second.status]

            #expect(statuses == [0, 0])
            #expect(try machine.tokenPaths() == [], "round \(round)")
        }
    }

    @Test func `sessions that profiles share keep their tokens where one signs in while the other signs out`()
        async throws
    {
        for round in 0..<30 {
            try await machine.signIn(profile: "a")
            let offered = try await machine.offer(profile: "b")
            let reply = try machine.sandbox.signIn(at: offered.url)
            async let signOut = machine.farsign(["logout", "--profile", "a"])
            async let signIn = machine.farsign(["submit"], input: reply)
            let statuses = try await [signOut.status, signIn.status]
            let vend = try await machine.farsign(["credentials", "--profile", "b"])

            #expect(statuses == [0, 0])
            #expect(vend.status == 0, "round \(round): \(vend.notices)")
            _ = try await machine.farsign(["logout", "--profile", "b"])
        }
    }

    @Test func `sessions that profiles share are signed out with the last profile that is given to another`()
        async throws
    {
        try await machine.signIn(profile: "dev", as: Self.alice)
        try await machine.signIn(profile: "dev", as: Self.bob, options: ["--replace"])
        let sessions = try await machine.farsign(["sessions", "--json"]).json.array
        let status = { (arn: String) in sessions.first { $0["session"]?.text == arn }?["status"]?.text }

        #expect(status(Self.alice) == "signed-out")
        #expect(status(Self.bob) == "active")
        #expect(try machine.tokenPaths().count == 1)
        #expect(try await machine.events("signed-out").map { $0["session"]?.text } == [Self.alice])
    }

    @Test func `sessions that profiles share whose tokens an AWS tool has removed are signed out`() async throws {
        try await machine.signIn(profile: "dev")
        let path = try machine.tokenPath
        try await machine.signIn(profile: "other", as: Self.bob)
        _ = try await machine.run("/bin/rm", [path])
        let sessions = try await machine.farsign(["sessions", "--json"]).json.array

        #expect(sessions.map { $0["status"]?.text } == ["signed-out", "active"])
    }

    @Test(arguments: [("y\r", 0), ("\r", 4)])
    func `sessions that profiles share are moved to another region by a yes at the terminal that waits`(
        answer: String, status: Int32
    ) async throws {
        try await machine.signIn(profile: "other")
        let login = try machine.loginAtTerminal(["--profile", "dev", "--region", "eu-west-1"])
        let reply = try machine.sandbox.signIn(at: try await login.url())
        let submitted = try await machine.farsign(["submit"], input: reply)
        let asked = try await login.screen { $0.contains("[y/N]") }
        try await login.type(answer)
        let end = try await login.end()

        #expect(submitted.status == 4)
        #expect(submitted.notices.contains("answer the question at the terminal where 'farsign login' waits"))
        #expect(
            asked.contains(
                "\(Self.alice) is signed in at us-east-1 (\(machine.sandbox.endpoint)) for profile other: "
                    + "move all of them to eu-west-1 (\(machine.sandbox.endpoint))? [y/N]"))
        #expect(end.state == .exited(status))
        let vend = try await machine.farsign(["credentials", "--profile", "dev"])
        #expect(vend.status == (status == 0 ? 0 : 3))
        #expect(try machine.pendingFiles() == [])
        #expect(machine.count(.redeem) == 2)
    }

    @Test func `sessions that profiles share are not moved where nobody can be asked, and it says what would do`()
        async throws
    {
        try await machine.signIn(profile: "other")
        let offered = try await machine.offer(region: "eu-west-1")
        let submitted = try await machine.farsign(["submit"], input: machine.sandbox.signIn(at: offered.url))

        #expect(submitted.status == 4)
        #expect(submitted.notices.contains("for profile other"))
        #expect(
            submitted.notices.contains("start again with '--region us-east-1': the credentials work in every region"))
    }
}
