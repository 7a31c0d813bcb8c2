import SignInSandbox
import Testing
import Text

/// Answers that a network, a proxy or a broken service gives.
@Suite("broken answers", .bothPrograms)
struct BrokenAnswerTests {
    static let answers: [Trouble] = [
        Trouble(fault: .reset, status: 6, words: ["error: 127.0.0.1 closed the connection early"], tries: 3),
        Trouble(fault: .resetAfterwards, status: 6, words: ["error: 127.0.0.1 closed the connection early"], tries: 3),
        Trouble(fault: .truncated, status: 6, words: ["error: 127.0.0.1 closed the connection early"], tries: 3),
        Trouble(
            fault: .html, status: 6,
            words: ["with status 200 is invalid: it is not JSON", "hint: check whether a proxy"]),
        Trouble(fault: .notJSON, status: 6, words: ["with status 200 is invalid: it is not JSON"]),
        Trouble(fault: .missing(member: "accessToken"), status: 6, words: ["its accessKeyId is missing or malformed"]),
        Trouble(
            fault: .missing(member: "accessToken.sessionToken"), status: 6,
            words: ["its sessionToken is missing or malformed"]),
        Trouble(fault: .missing(member: "refreshToken"), status: 6, words: ["its refreshToken is missing"]),
        Trouble(
            fault: .replaced(member: "tokenType", json: #""Bearer""#), status: 6,
            words: ["its tokenType is not aws_sigv4"]),
        Trouble(fault: .replaced(member: "tokenType", json: "7"), status: 6, words: ["its tokenType is not aws_sigv4"]),
        Trouble(fault: .missing(member: "expiresIn"), status: 6, words: ["its expiresIn is missing or not within"]),
        Trouble(fault: .replaced(member: "expiresIn", json: "901"), status: 6, words: ["not within 1 to 900"]),
        Trouble(
            fault: .replaced(member: "refreshToken", json: #""a\u001b[2Jb""#), status: 6,
            words: ["its refreshToken is missing or malformed"]),
        Trouble(fault: .wrongTypes, status: 6, words: ["is missing or"]),
        Trouble(fault: .huge(bytes: 100_000_000), status: 6, words: ["the reply from 127.0.0.1 is too large"]),
        Trouble(
            fault: .redirect(to: "https://example.com/"), status: 6, words: ["answered with the unexpected status 302"]),
    ]

    @Test(arguments: answers)
    func `broken answers end a login, whose code is not sent twice, and change no file`(_ trouble: Trouble) async throws
    {
        let machine = try await Machine()
        try await machine.signIn(profile: "dev")
        let before = try machine.awsFiles()
        let earlier = machine.count(.redeem)
        machine.sandbox.fail(trouble.fault, on: .redeem)

        let failed = try await machine.submitAnother()

        expect(failed, trouble)
        #expect(machine.count(.redeem) == earlier + 1)
        #expect(try machine.awsFiles() == before)
        #expect(try machine.pendingFiles().isEmpty)
    }

    @Test(arguments: answers)
    func `broken answers end a refresh, change no file and lose no session`(_ trouble: Trouble) async throws {
        let machine = try await Machine()
        try await machine.signIn(profile: "dev")
        try machine.expire()
        let before = try machine.awsFiles()
        machine.sandbox.fail(trouble.fault, on: .refresh, times: trouble.tries)

        let failed = try await machine.farsign(["credentials", "--profile", "dev"])

        expect(failed, trouble)
        #expect(failed.answer == "")
        #expect(machine.count(.refresh) == trouble.tries)
        #expect(try machine.awsFiles() == before)
        let next = try await machine.farsign(["credentials", "--profile", "dev"])
        #expect(next.status == 0, "\(next.notices)")
    }

    /// Its only value goes without saying; the SDKs' shared test cases leave it out of a refresh.
    @Test(arguments: [SignInSandbox.Fault.missing(member: "tokenType"), .replaced(member: "tokenType", json: "null")])
    func `broken answers without a token type are good`(_ fault: SignInSandbox.Fault) async throws {
        let machine = try await Machine()
        machine.sandbox.fail(fault, on: .token, times: 2)
        try await machine.signIn(profile: "dev")
        try machine.expire()

        let vended = try await machine.farsign(["credentials", "--profile", "dev"])

        #expect(vended.status == 0, "\(vended.notices)")
        #expect(machine.refreshes.map(\.status) == [200])
        #expect(try machine.tokens()["tokenType"] == .string("aws_sigv4"))
    }

    @Test(arguments: [SignInSandbox.Fault.reset, .resetAfterwards, .truncated])
    func `broken answers to a refresh are asked for again`(_ fault: SignInSandbox.Fault) async throws {
        let machine = try await Machine()
        try await machine.signIn(profile: "dev")
        try machine.expire()
        machine.sandbox.fail(fault, on: .refresh)

        let vended = try await machine.farsign(["credentials", "--profile", "dev"])

        #expect(vended.status == 0, "\(vended.notices)")
        #expect(machine.count(.refresh) == 2)
    }

    @Test func `broken answers that never come are waited for 15 s at most`() async throws {
        let machine = try await Machine()
        try await machine.signIn(profile: "dev")
        try machine.expire()
        let offered = try await machine.offer(profile: "other")
        let reply = try machine.sandbox.signIn(at: offered.url)
        let before = try machine.awsFiles()
        machine.sandbox.fail(.hang, on: .token, times: 2)

        // timeout(1) measures the command alone, however busy the tests are, and would exit with 124.
        async let submitted = machine.run("/usr/bin/timeout", ["15", Machine.farsign, "submit"], input: reply)
        async let refreshed = machine.run(
            "/usr/bin/timeout", ["15"] + CredentialProgram.line(["credentials", "--profile", "dev"]))

        for failed in try await [submitted, refreshed] {
            #expect(failed.status == 6)
            #expect(
                failed.notices.contains("error: 127.0.0.1 did not send a complete reply within"), "\(failed.notices)")
        }
        #expect(machine.count(.refresh) == 1)
        #expect(machine.count(.redeem) == 2)
        #expect(try machine.awsFiles() == before)
    }

    @Test func `broken answers of 100 MB take no memory`() async throws {
        let machine = try await Machine()
        try await machine.signIn(profile: "dev")
        try machine.expire()
        machine.sandbox.fail(.huge(bytes: 100_000_000), on: .refresh)

        let measured = try await machine.run(
            "/usr/bin/python3", ["-c", Self.measure] + CredentialProgram.line(["credentials", "--profile", "dev"]))

        let figures = try measured.json
        #expect(figures["status"]?.int == 6)
        #expect(try #require(figures["resident"]?.int) < 60_000)
        #expect(try #require(figures["anonymous"]?.int) < 40_000)
        #expect(try #require(figures["anonymous"]?.int) > 0)
    }

    /// Runs a command, looks at its private memory all the time, and asks the kernel for the resident maximum.
    private static let measure = """
        import json, os, re, subprocess, sys
        child = subprocess.Popen(sys.argv[1:], stderr=subprocess.DEVNULL)
        anonymous = 0
        while True:
            with open(f"/proc/{child.pid}/status") as status:
                found = re.search(r"RssAnon:\\s+(\\d+)", status.read())
            anonymous = max(anonymous, int(found[1]) if found else 0)
            pid, status, usage = os.wait4(child.pid, os.WNOHANG)
            if pid:
                break
        print(json.dumps({"status": status >> 8, "anonymous": anonymous, "resident": usage.ru_maxrss}))
        """

    private func expect(_ failed: Machine.Outcome, _ trouble: Trouble) {
        #expect(failed.status == trouble.status, "\(failed.notices)")
        for words in trouble.words { #expect(failed.notices.contains(words), "\(failed.notices)") }
        #expect(!failed.notices.contains("\u{1B}"))
    }
}
