import FoundationEssentials
import SignInSandbox
import Testing
import Text

@Suite("where state is, and who can read it", .bothPrograms)
struct StatePlaceTests {
    static let places: [(variables: [String: String], place: String)] = [
        ([:], ".local/state/farsign"),
        (["XDG_STATE_HOME": "HOME/xdg"], "xdg/farsign"),
        (["FARSIGN_STATE_DIR": "HOME/mine"], "mine"),
        (["FARSIGN_STATE_DIR": "HOME/mine", "XDG_STATE_HOME": "HOME/xdg"], "mine"),
        (["XDG_STATE_HOME": "relative"], ".local/state/farsign"),
    ]

    @Test func `state may be in a home that is reached through a link of root's`() async throws {
        let machine = try await Machine()
        let link = "\(machine.home)/link"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: machine.home)
        let login = try machine.startFarsign(
            ["login", "--profile", "dev", "--region", "us-east-1", "--json"], input: .pipe, environment: ["HOME": link])
        let offered = try JSONValue(parsing: Array(try await login.line().utf8))
        let url = try #require(offered["url"]?.text)
        try await login.send(machine.sandbox.signIn(at: url) + "\n")
        login.closeInput()
        let ended = try await login.end()

        #expect(offered["socket"]?.text == "\(link)/.local/state/farsign/run/relay.sock")
        #expect((ended.status, ended.notices) == (0, ""))
        let vended = try await machine.farsign(["credentials", "--profile", "dev"], environment: ["HOME": link])
        #expect(vended.status == 0, "\(vended.notices)")
    }

    @Test(arguments: places)
    func `state follows the environment`(_ place: (variables: [String: String], place: String)) async throws {
        let machine = try await Machine()
        let variables = place.variables.mapValues { $0.replacing("HOME", with: machine.home) }

        try await machine.signIn(profile: "dev", environment: variables)
        let vended = try await machine.farsign(["credentials", "--profile", "dev"], environment: variables)

        #expect(vended.status == 0, "\(vended.notices)")
        let ledgers = try FileManager.default.subpathsOfDirectory(atPath: machine.home).filter {
            $0.hasSuffix("ledger.db")
        }
        #expect(ledgers == ["\(place.place)/ledger.db"])
    }

    @Test(arguments: ["000", "077", "777"])
    func `state is ours alone, whatever the umask`(_ umask: String) async throws {
        let machine = try await Machine()
        let offered = try await machine.run(
            "/bin/sh",
            [
                "-c", "umask \(umask); exec \(Machine.farsign) \"$@\"", "sh", "login", "--profile", "dev", "--region",
                "us-east-1", "--no-wait", "--json",
            ])
        let url = try #require(try offered.lines.first?["url"]?.text)
        for (command, input) in [
            ("submit", try machine.sandbox.signIn(at: url)), ("credentials --profile dev", ""), ("sessions", ""),
        ] {
            let ran = try await machine.run(
                "/bin/sh", ["-c", "umask \(umask); exec \(Machine.farsign) \(command)"], input: input)
            #expect(ran.status == 0, "\(ran.notices)")
        }

        let names = try FileManager.default.subpathsOfDirectory(atPath: machine.home)
        #expect(names.count > 10)
        for name in names {
            let path = "\(machine.home)/\(name)"
            var isDirectory = false
            _ = FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory)
            #expect(try machine.mode(of: path) == (isDirectory ? 0o700 : 0o600), "\(name)")
        }
    }
}
