import SignInSandbox
import Testing
import Text

@Suite("the sign-ins that AWS knows, with real clients")
struct AWSSessionsTests {
    private static let alice = "arn:aws:iam::123456789012:user/Alice"

    private let machine: Machine

    init() async throws {
        machine = try await Machine()
        try await machine.signIn(profile: "dev")
    }

    /// botocore's endpoint rules ignore `endpoint_url` for the control plane.
    private static let client = """
        import boto3, botocore.config, json, sys
        session = boto3.Session(profile_name="dev", region_name="us-east-1")
        client = session.client(
            "signin", endpoint_url=sys.argv[1],
            config=botocore.config.Config(retries={"total_max_attempts": 1}))
        def here(params, **_):
            params["url"] = sys.argv[1] + params["url_path"]
        for name in ("ListSessions", "GetSession", "BatchRevokeSessions"):
            client.meta.events.register(f"before-call.signin.{name}", here)

        """

    private func python(_ program: String, _ arguments: String...) async throws -> Machine.Outcome {
        try await machine.run(
            Client.boto3, ["-c", Self.client + program, machine.sandbox.endpoint] + arguments)
    }

    @Test func `botocore's own client lists, inspects and revokes the sessions of the sandbox`() async throws {
        for _ in 0..<25 { try machine.sandbox.addSession(as: Self.alice, clientType: "MCP") }
        let token = try #require(
            try machine.tokens()["refreshToken"]?.text)
        let program = """
            claims = client.introspect_oauth2_token_with_iam(token=sys.argv[2], tokenTypeHint="refresh_token")
            own = claims["signinSession"]
            pages = client.get_paginator("list_sessions").paginate(status="ACTIVE", PaginationConfig={"PageSize": 10})
            listed = [item["sessionArn"] for page in pages for item in page["items"]]
            details = client.get_session(sessionArn=own)
            try:
                client.get_session(sessionArn=own + "0")
            except client.exceptions.ResourceNotFoundException as error:
                missing = error.response["error"]
            batch = [own, listed[0], own + "0"]
            result = client.batch_revoke_sessions(sessionArns=batch, reason="test")
            print(json.dumps({
                "active": claims["active"], "user": claims["userId"], "own": own, "listed": listed,
                "agent": details["userAgent"], "missing": missing,
                "revoked": [one["sessionArn"] for one in result["revokedSessions"]],
                "code": result["errors"][0]["code"],
                "after": client.introspect_oauth2_token_with_iam(token=sys.argv[2])["active"]}))
            """
        let outcome = try await python(program, token)

        #expect(outcome.status == 0, "\(outcome.notices)")
        let json = try outcome.json
        let sessions = machine.sandbox.sessions
        #expect(json["active"] == .bool(true))
        #expect(json["user"]?.text?.hasPrefix("AIDA") == true)
        #expect(json["own"]?.text == sessions[0])
        #expect(try json["listed"]?.array.compactMap(\.text).sorted() == sessions.sorted())
        #expect(json["agent"]?.text?.hasPrefix("farsign/") == true)
        #expect(json["missing"]?.text == "RESOURCE_NOT_FOUND")
        #expect(json["revoked"] == .array([.string(sessions[0]), .string(sessions[25])]))
        #expect(json["code"]?.text == "ResourceNotFoundException")
        #expect(json["after"] == .bool(false))
    }

    @Test func `botocore knows the sandbox's errors by their types`() async throws {
        let faults: [(SignInSandbox.ServiceError, String)] = [
            (.insufficientPermissions, "AccessDeniedException"), (.invalidRequest, "ValidationException"),
            (.tooManyRequests, "TooManyRequestsError"), (.serverError, "InternalServerException"),
        ]
        for (fault, type) in faults {
            machine.sandbox.fail(.error(fault), on: .listSessions)
            let outcome = try await python(
                "try: client.list_sessions()\nexcept Exception as error: print(type(error).__name__)")
            #expect(outcome.answer == "\(type)\n", "\(outcome.notices)")
        }
    }

    @Test func `a session that farsign ended at AWS cannot be refreshed by a copy of its tokens`() async throws {
        let (path, text) = (try machine.tokenPath, try machine.text(of: machine.tokenPath))
        let session = try #require(machine.sandbox.sessions.first)
        let logout = try await machine.farsign(["logout", "--session", session])

        #expect(logout.status == 0, "\(logout.notices)")
        #expect(try logout.json["Version"]?.text == "2012-10-17")
        try machine.write(text, to: path)
        try machine.write(
            "[profile thief]\nlogin_session = \(Self.alice)\nregion = us-east-1\n", to: machine.configPath)
        try machine.expire()
        #expect(try await machine.farsign(["credentials", "--profile", "thief"]).status == 3)
        #expect(machine.refreshes.last?.error == "TOKEN_EXPIRED")
    }

    @Test func `expired credentials are refreshed before they ask`() async throws {
        try machine.expire()
        let listed = try await machine.farsign(["sessions", "--aws", "--profile", "dev", "--json"])

        #expect(listed.status == 0, "\(listed.notices)")
        #expect(machine.refreshes.count == 1)
        #expect(try listed.json.array.first?["profile"]?.text == "dev")
        #expect(try listed.json.array.first?["last_used_at"]?.text != nil)
    }

    @Test func `a sign-in through the AWS CLI is unknown here`() async throws {
        let arn = try machine.sandbox.addSession(as: Self.alice)
        let listed = try await machine.farsign(["sessions", "--aws"], environment: ["AWS_PROFILE": "dev"])

        #expect(listed.status == 0, "\(listed.notices)")
        #expect(listed.answer.contains("\(arn)  CLI "))
        #expect(listed.answer.matches(of: /\ \ unknown\n/).count == 1)
        #expect(listed.answer.matches(of: /\ \ dev(?:\n|$)/).count == 1)
    }

    @Test func `a sign-in on another host is known where its history was shipped`() async throws {
        let store = "\(machine.home)/store"
        let elsewhere = ["FARSIGN_MACHINE_ID": "web2", "FARSIGN_STATE_DIR": "\(machine.home)/web2"]
        try await machine.signIn(profile: "other", options: ["--replace"], environment: elsewhere)
        #expect(try await machine.farsign(["audit", "ship", "--to", store], environment: elsewhere).status == 0)
        let here = ["sessions", "--aws", "--profile", "dev", "--json"]

        let alone = try await machine.farsign(here).json.array
        #expect(alone.count == 2, "\(alone)")
        #expect(alone.filter { $0["known"]?.bool == false }.count == 1)
        let together = try await machine.farsign(here + ["--from", store])
        #expect(together.status == 0, "\(together.notices)")
        #expect(try together.json.array.allSatisfy { $0["known"]?.bool == true })
        #expect(try await machine.farsign(["sessions", "--from", store]).status == 64)
    }
}
