import FarsignTestSupport
import Testing

@Suite("help")
struct HelpTests {
    static let commands = [
        [], ["login"], ["submit"], ["credentials"], ["attach"], ["logout"], ["sessions"], ["audit"], ["audit", "list"],
        ["config"], ["config", "show"], ["config", "check"], ["audit", "show"], ["audit", "explain"],
        ["audit", "verify"], ["audit", "ship"],
    ]

    @Test(arguments: commands)
    func `help of every command goes to stdout, and is the same however it is asked for`(command: [String]) async throws
    {
        let world = try await TestWorld()
        let asked = try await world.farsign(command + ["--help"])
        let helped = try await world.farsign(["help"] + command)

        #expect(asked.status == 0)
        #expect(asked.notices == "")
        #expect(helped.answer == asked.answer)
        try Golden.expect(asked.answer, "help/\((["farsign"] + command).joined(separator: "-")).txt")
    }

    @Test(arguments: [[], ["audit"]])
    func `help comes without being asked for where a command is missing`(command: [String]) async throws {
        let world = try await TestWorld()
        let bare = try await world.farsign(command)

        #expect(bare.status == 0)
        #expect(try await world.farsign(command + ["--help"]).answer == bare.answer)
    }

    @Test func `the version is the program's`() async throws {
        let outcome = try await TestWorld().farsign(["--version"])
        #expect(outcome.status == 0)
        #expect(outcome.answer == "0.1.0\n")
    }
}
