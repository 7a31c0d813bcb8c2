import FoundationEssentials
import Glibc
import SignInSandbox
import Testing
import Text

/// `kill -9` at 200 random moments.
@Suite("a command that is killed")
struct KillTests {
    enum Command: UInt64, CaseIterable, Sendable {
        case login = 1
        case refresh
        case logout

        var rounds: Int { self == .login ? 70 : 65 }
    }

    @Test(arguments: Command.allCases)
    func `a killed command leaves every file as it was or as it is to be`(_ command: Command) async throws {
        let machine = try await Machine()
        try await machine.signIn(profile: "dev")
        var random = Seeded(command.rawValue)
        var longest = try await duration(of: command, on: machine)
        var killed = 0
        var isSignedIn = command != .logout

        for round in 0..<command.rounds {
            if !isSignedIn { try await machine.signIn(profile: "dev", options: ["--replace"]) }
            let child = try await start(command, on: machine)
            let before = try machine.texts()
            let isKilled = try await child().kill(after: UInt32.random(in: 0...longest, using: &random))
            killed += isKilled ? 1 : 0
            // The machine is busier at some times than at others: the moments follow the command's end.
            longest = isKilled ? longest / 8 * 9 : max(longest / 4 * 3, 1_000)

            try expectWhole(machine, since: before, command, round)
            let verified = try await machine.farsign(["audit", "verify"])
            #expect(verified.status == 0, "round \(round): \(verified.notices)")
            let next = try await machine.farsign(["credentials", "--profile", "dev"])
            #expect([0, 3].contains(next.status), "round \(round): \(next.notices)")
            isSignedIn = next.status == 0
            if command != .logout { #expect(isSignedIn, "round \(round): \(next.notices)") }
        }

        // Most of the moments were inside of the command.
        #expect(killed > command.rounds / 2)
        #expect(try machine.leftovers().count <= 3)
    }

    /// How long the command takes when nobody kills it, in microseconds.
    private func duration(of command: Command, on machine: Machine) async throws -> UInt32 {
        let child = try await start(command, on: machine)
        let start = ContinuousClock.now
        try await child().end()
        return UInt32((ContinuousClock.now - start) / .microseconds(1))
    }

    /// Prepares everything, so that the command has only to be started.
    private func start(_ command: Command, on machine: Machine) async throws -> () throws -> Child {
        let environment = machine.environment()
        switch command {
        case .login:
            let offered = try await machine.offer(options: ["--replace"])
            let reply = "\(machine.home)/reply"
            try machine.write(machine.sandbox.signIn(at: offered.url), to: reply)
            return { try Child([Machine.farsign, "submit"], environment: environment, input: reply) }
        case .refresh:
            try machine.expire()
            return { try Child([Machine.farsign, "credentials", "--profile", "dev"], environment: environment) }
        case .logout:
            return { try Child([Machine.farsign, "logout", "--profile", "dev"], environment: environment) }
        }
    }

    /// JSON files parse, the config is the same or has its line, no file is anything in between.
    private func expectWhole(
        _ machine: Machine, since before: [String: String], _ command: Command, _ round: Int
    ) throws {
        let after = try machine.texts()
        for (name, text) in after where name.hasSuffix(".json") && before[name] != text {
            #expect(throws: Never.self, "round \(round): \(name)") { try JSONValue(parsing: Array(text.utf8)) }
        }
        #expect(after[".aws/config"] == before[".aws/config"], "round \(round)")
        if command != .logout {
            #expect(before.keys.contains { $0.hasSuffix(".json") && !$0.contains("/pending/") }, "round \(round)")
            for name in before.keys where name.hasSuffix(".json") && !name.contains("/pending/") {
                #expect(after[name] != nil, "round \(round): \(name) is gone")
            }
        }
    }
}

extension Machine {
    /// Every file that is read as text, by its path in the home.
    fileprivate func texts() throws -> [String: String] {
        var texts: [String: String] = [:]
        for name in try FileManager.default.subpathsOfDirectory(atPath: home) {
            let isOurs = name.hasPrefix(".aws/") || name.hasPrefix(".local/")
            guard isOurs, name.hasSuffix(".json") || name.hasSuffix("/config"), !name.contains("/.") else { continue }
            texts[name] = try text(of: "\(home)/\(name)")
        }
        return texts
    }

    /// Temporary files of killed writers: one at most for a file, and the next writer takes it away.
    fileprivate func leftovers() throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: home).filter { $0.hasSuffix(".farsign-tmp") }
    }
}
