import Glibc
import Testing
import Text

@Suite("a browser on the machine that signs in", .enabled(if: Machine.canGiveAway))
struct LocalBrowserTests {
    private let people: People

    init() async throws {
        people = try await People()
    }

    @Test func `the machine's browser is opened where BROWSER names it, and signs in`() async throws {
        let browser = try Browser(of: people.server)
        let login = try people.server.startFarsign(
            ["login", "--profile", "dev", "--region", "us-east-1"], environment: ["BROWSER": browser.command])

        let end = try await login.end()
        #expect(end.status == 0, "\(end.notices)")
        #expect(end.notices.contains("Updated profile dev to use \(Machine.alice) credentials."))
        let visit = try await browser.visit()
        #expect(visit.requests.map(\.status) == [303, 200, 302, 200])
        #expect(visit.requests.first?.url.contains("/start/") == true)
        #expect(visit.pages.last?.title == "Signed in - farsign")
        #expect(try await people.server.arn() == Machine.alice)
    }

    @Test(arguments: [["--remote"], ["--no-browser"]])
    func `the machine's browser is not opened when it is not wanted`(_ options: [String]) async throws {
        let (_, offer) = try await people.server.waitingLogin(
            "dev", options, environment: ["BROWSER": "/usr/bin/false"])
        #expect(offer["start_url"] == .null)
    }

    @Test func `the machine's browser is not opened over ssh, unless it is asked for`() async throws {
        func login(_ options: String) async throws -> (program: RunningProgram, start: JSONValue?) {
            let line = "BROWSER=/usr/bin/false farsign login --profile dev --region us-east-1 --json \(options)"
            let program = try people.startSSH([], [line])
            return (program, try JSONValue(parsing: Array(try await program.line().utf8))["start_url"])
        }
        #expect(try await login("").start == .null)
        let asked = try await login("--browser")
        #expect(asked.start?.text?.hasPrefix("http://127.0.0.1:") == true)
        try await asked.program.notice(with: "could be opened: /usr/bin/false ended with status 1; open http:")
    }

    @Test func `the machine's browser is said to be open once it is, and not where it could not be`() async throws {
        func login(_ browser: String) throws -> RunningProgram {
            try people.server.startFarsign(
                ["login", "--profile", "dev", "--region", "us-east-1", "--browser"], environment: ["BROWSER": browser])
        }
        let opened = try login("/usr/bin/true")
        try await opened.notice(with: "A browser was opened on this machine. If it shows nothing, open http:")
        let failed = try login("/usr/bin/false")
        try await failed.notice(with: "could be opened: /usr/bin/false ended with status 1; open http://127.0.0.1:")
        kill(failed.pid, SIGTERM)
        let notices = try await failed.end().notices
        #expect(!notices.contains("opened on this machine"))
        #expect(!notices.contains("Opening a browser"))
    }
}
