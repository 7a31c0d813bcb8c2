import FarsignCore
import Session
import SignInSandbox
import Testing
import Text

/// An answer that is none, and what is to be said of it.
struct Trouble: Sendable, CustomTestStringConvertible {
    let fault: SignInSandbox.Fault
    let status: Int32
    let words: [String]
    /// How often a refresh is sent.
    var tries = 1
    var loginHint = ""
    var refreshHint = ""
    /// Whether another code is taken afterwards.
    var refusesCode = false

    var testDescription: String { fault.name }
}

/// Every row of the table of errors, for both grants.
@Suite("errors of the service", .bothPrograms)
struct ServiceErrorTests {
    static let errors: [Trouble] = [
        Trouble(
            fault: .error(.tokenExpired), status: 3,
            words: ["error: the session is over"], refreshHint: "run 'farsign login --profile dev'"),
        Trouble(
            fault: .error(.codeExpired), status: 4,
            words: ["error: the code was already used or has expired"], loginHint: cutOff,
            refreshHint: "start again", refusesCode: true),
        Trouble(
            fault: .error(.credentialsChanged), status: 3,
            words: ["error: the password of this identity changed"], refreshHint: "run 'farsign login --profile dev'"),
        Trouble(
            fault: .error(.insufficientPermissions), status: 4,
            words: [
                "signin:AuthorizeOAuth2Access", "signin:CreateOAuth2Token",
                "hint: attach the managed policy SignInLocalDevelopmentAccess",
            ]),
        Trouble(
            fault: .error(.invalidRequest), status: 4,
            words: ["error: the sign-in service refused the request with INVALID_REQUEST: The request is not valid."],
            loginHint: cutOff, refusesCode: true),
        Trouble(
            fault: .error(.rateLimited), status: 6,
            words: ["error: the sign-in service is busy: status 429 (request "], tries: 3,
            loginHint: "the code may be used up: start again", refreshHint: "try again in a moment"),
        Trouble(
            fault: .error(.tooManyRequests), status: 6,
            words: ["error: the sign-in service is busy: status 429 (request "], tries: 3,
            loginHint: "the code may be used up: start again", refreshHint: "try again in a moment"),
        Trouble(
            fault: .error(.serverError), status: 6,
            words: ["error: the sign-in service is failing: status 500 (request "], tries: 3,
            loginHint: "the code may be used up: start again", refreshHint: "try again in a moment"),
        Trouble(
            fault: .unavailable, status: 6,
            words: ["error: the sign-in service is failing: status 503 (request "], tries: 3),
        Trouble(
            fault: .escapeSequences, status: 4,
            words: ["INVALID_REQUEST: \\u{1b}[2J\\u{1b}[1;31mYour session", "\\u{9b}0m", "\\u{202e}this"],
            loginHint: cutOff, refusesCode: true),
    ]
    private static let cutOff = "the text may be incomplete: copy all of it and paste it again"

    @Test(arguments: errors)
    func `errors of the service are told in their words, and change no file of the AWS tools`(_ trouble: Trouble)
        async throws
    {
        let machine = try await Machine()
        try await machine.signIn(profile: "dev")
        let before = try machine.awsFiles()
        let earlier = machine.count(.redeem)
        machine.sandbox.fail(trouble.fault, on: .redeem)

        let failed = try await machine.submitAnother()

        expect(failed, trouble)
        #expect(failed.notices.contains("hint: \(trouble.loginHint)"))
        #expect(machine.count(.redeem) == earlier + 1)
        #expect(try machine.awsFiles() == before)
        #expect(try machine.pendingFiles().isEmpty != trouble.refusesCode)
        #expect(try await machine.events("exchange-failed").count == 1)
    }

    @Test(arguments: errors)
    func `errors of the service end a refresh with their words, and change no file`(_ trouble: Trouble) async throws {
        let machine = try await Machine()
        try await machine.signIn(profile: "dev")
        try machine.expire()
        let before = try machine.awsFiles()
        machine.sandbox.fail(trouble.fault, on: .refresh, times: trouble.tries)

        let failed = try await machine.farsign(["credentials", "--profile", "dev"])

        expect(failed, trouble)
        #expect(failed.notices.contains("hint: \(trouble.refreshHint)"))
        #expect(failed.answer == "")
        #expect(machine.count(.refresh) == trouble.tries)
        #expect(try machine.awsFiles() == before)
        #expect(try await machine.events("refresh-failed").count == 1)
        let next = try await machine.farsign(["credentials", "--profile", "dev"])
        #expect(next.status == 0, "\(next.notices)")
    }

    @Test(arguments: [SignInSandbox.ServiceError.rateLimited, .serverError])
    func `errors of the service that pass are waited out by a refresh`(_ error: SignInSandbox.ServiceError) async throws
    {
        let machine = try await Machine()
        try await machine.signIn(profile: "dev")
        try machine.expire()
        machine.sandbox.fail(.error(error), on: .refresh, times: 2)

        let vended = try await machine.farsign(["credentials", "--profile", "dev"])

        #expect(vended.status == 0, "\(vended.notices)")
        #expect(machine.count(.refresh) == 3)
    }

    @Test func `errors of the service come as one object with --json`() async throws {
        let machine = try await Machine()
        let offered = try await machine.offer()
        machine.sandbox.fail(.error(.codeExpired), on: .redeem)

        let failed = try await machine.farsign(
            ["submit", "--json"], input: machine.sandbox.signIn(at: offered.url))

        #expect(failed.answer == "")
        let error = try JSONValue(parsing: Array(failed.notices.utf8))["error"]
        #expect(error?["code"]?.text == "code-expired")
        #expect(error?["summary"]?.text == "the code was already used or has expired")
        #expect(error?["hint"]?.text == Self.cutOff)
    }

    private func expect(_ failed: Machine.Outcome, _ trouble: Trouble) {
        #expect(failed.status == trouble.status, "\(failed.notices)")
        for words in trouble.words { #expect(failed.notices.contains(words), "\(failed.notices)") }
        #expect(!failed.notices.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" || $0.value == 0x202E })
    }
}
