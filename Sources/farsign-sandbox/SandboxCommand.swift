import ArgumentParser
import FoundationEssentials
import SignInSandbox

@main
struct SandboxCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "farsign-sandbox",
        abstract: "A stand-in for AWS Sign-In on this machine's loopback.",
        discussion: """
            Serves the sign-in pages, the token endpoint, revocation, the lists of sessions and STS GetCallerIdentity, \
            to try out and test farsign without an AWS account. Its credentials are not valid anywhere else.

            A fault is OPERATION=FAULT[*TIMES][@SECONDS], such as token-refresh=server-error*2@1.5.
            Operations: \(SignInSandbox.Operation.allCases.map(\.rawValue).joined(separator: ", ")).
            Faults: \(SignInSandbox.Fault.names.joined(separator: ", ")).
            """)

    @Option(help: "The port to listen on; 0 lets the system choose.")
    var port = 8899

    @Option(help: ArgumentHelp("An identity that can sign in. Can be given several times.", valueName: "arn"))
    var identity: [String] = []

    @Option(help: ArgumentHelp("How long credentials are valid, 1 to 900.", valueName: "seconds"))
    var credentialLifetime = 900

    @Option(help: ArgumentHelp("How long an authorization code is valid.", valueName: "seconds"))
    var codeLifetime = 600

    @Option(help: ArgumentHelp("How long a used refresh token returns the same reply again.", valueName: "seconds"))
    var refreshWindow = 60

    @Option(help: ArgumentHelp("How long a session can be refreshed.", valueName: "seconds"))
    var sessionLifetime = 12 * 3600

    @Option(help: ArgumentHelp("How far its clock is ahead of this machine's.", valueName: "seconds"))
    var clockOffset = 0

    @Option(
        help: ArgumentHelp("A fault to produce. Can be given several times.", valueName: "fault"),
        transform: { text in
            guard let planned = SignInSandbox.PlannedFault(text) else { throw ValidationError("not a fault: \(text)") }
            return planned
        })
    var fail: [SignInSandbox.PlannedFault] = []

    func validate() throws {
        guard 0...65_535 ~= port else { throw ValidationError("--port must be from 0 to 65535") }
        if let problem = settings.problem { throw ValidationError(problem) }
    }

    func run() async throws {
        let sandbox: SignInSandbox
        do {
            sandbox = try await SignInSandbox.start(port: port, settings: settings)
        } catch {
            Stream.note("farsign-sandbox: cannot listen on 127.0.0.1:\(port): \(error)\n")
            throw ExitCode.failure
        }
        for planned in fail { sandbox.fail(planned) }
        print("farsign-sandbox: listening on \(sandbox.endpoint)")
        Stream.flush()
        Stream.note(
            """
            sign in through it:  AWS_ENDPOINT_URL_SIGNIN=\(sandbox.endpoint) farsign login --profile sandbox
            who am I, after it:  aws sts get-caller-identity --profile sandbox --endpoint-url \(sandbox.endpoint)
            request log:         curl \(sandbox.endpoint)/control/log
            make it fail:        curl -d '{"on":"token-refresh","fault":"server-error"}' \(sandbox.endpoint)/control/fail
            somebody's sign-in:  curl -d '{"identity":"\(settings.identities[0])"}' \(sandbox.endpoint)/control/sessions
            stop it:             Ctrl-C

            """)
        await sandbox.wait()
    }

    private var settings: SignInSandbox.Settings {
        SignInSandbox.Settings(
            identities: identity.isEmpty ? SignInSandbox.Settings.someIdentities : identity,
            credentialLifetime: .seconds(credentialLifetime), codeLifetime: .seconds(codeLifetime),
            refreshWindow: .seconds(refreshWindow), sessionLifetime: .seconds(sessionLifetime),
            clockOffset: .seconds(clockOffset))
    }
}
