import FoundationEssentials
import Glibc
import SignInSandbox
import Testing
import Text

/// A state directory that cannot be used, and an ordinary user.
@Suite("a state directory that cannot be used", .bothPrograms)
struct StateFaultTests {
    enum Fault: String, CaseIterable, Sendable {
        case readOnly = "permission denied"
        case wrongOwner = "is owned by another user (uid 0)"
        case symbolicLink = "is a symbolic link, which is not allowed here"
        case worldWritable = "other users can write to"

        /// Makes the machine's state directory such a one.
        func befall(_ machine: Machine) throws {
            let path = machine.statePath
            switch self {
            case .readOnly:
                for directory in try machine.stateDirectories() { try machine.setMode(0o500, of: directory) }
                for name in ["ledger.db", "ledger.db-wal", "ledger.db-shm"] {
                    try? machine.setMode(0o400, of: "\(path)/\(name)")
                }
            case .wrongOwner:
                try machine.takeFromUser(path)
                try machine.setMode(0o755, of: path)
            case .symbolicLink:
                try FileManager.default.moveItem(atPath: path, toPath: "\(machine.home)/moved")
                try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "\(machine.home)/moved")
                try machine.giveToUser(machine.home)
            case .worldWritable:
                try machine.setMode(0o777, of: path)
            }
        }
    }

    static let faults = Fault.allCases.filter { $0 != .wrongOwner || Machine.canGiveAway }

    @Test(arguments: faults, Machine.stateCommands)
    func `a state directory that cannot be used is named by every command, with the reason`(
        _ fault: Fault, _ command: [String]
    ) async throws {
        let machine = try await Machine()
        try await machine.signIn(profile: "dev")
        let offered = try await machine.offer(profile: "third")
        let reply = try machine.sandbox.signIn(at: offered.url)
        try machine.giveToUser(machine.home)
        let before = try machine.awsFiles()
        try fault.befall(machine)

        let refused = try await machine.asUser(command, input: command == ["submit"] ? reply : "")

        // A ledger that cannot be written can still be read.
        guard fault != .readOnly || !["sessions", "audit"].contains(command[0]) || refused.status == 5 else {
            #expect(refused.status == 0, "\(refused.notices)")
            return
        }
        #expect(refused.status == 5, "\(refused.notices)")
        #expect(refused.answer == "")
        #expect(refused.notices.contains(machine.statePath), "\(refused.notices)")
        #expect(refused.notices.contains(fault.rawValue), "\(refused.notices)")
        #expect(machine.count(.redeem) == 1)
        // A sign-out takes the tokens away first, and may then fail to say so.
        if command[0] != "logout" { #expect(try machine.awsFiles() == before) }
    }

    @Test(arguments: faults)
    func `a state directory that cannot be used does not keep credentials that live from going out`(_ fault: Fault)
        async throws
    {
        let machine = try await Machine.ofOrdinaryUser()
        try fault.befall(machine)

        let vended = try await machine.asUser(["credentials", "--profile", "dev"])

        #expect(vended.status == 0, "\(vended.notices)")
        #expect(try vended.json["Version"]?.int == 1)
        #expect(vended.notices.contains("farsign: warning: this vend is not in the audit history: "))
        #expect(vended.notices.contains(machine.statePath))
        #expect(vended.notices.contains(fault.rawValue), "\(vended.notices)")
    }

    @Test(arguments: faults)
    func `a state directory that cannot be used does not keep credentials that ran out from being refreshed`(
        _ fault: Fault
    ) async throws {
        let machine = try await Machine.ofOrdinaryUser()
        try machine.expire()
        try machine.giveToUser(machine.home)
        let before = try machine.text(of: machine.tokenPath)
        try fault.befall(machine)

        let vended = try await machine.asUser(["credentials", "--profile", "dev"])

        #expect(vended.status == 0, "\(vended.notices)")
        #expect(try vended.json["Version"]?.int == 1)
        #expect(machine.count(.refresh) == 1)
        #expect(try machine.text(of: machine.tokenPath) != before)
    }

    @Test(.enabled(if: Machine.canGiveAway), arguments: ["profiles", "sessions"])
    func `record files of another user are not believed`(_ part: String) async throws {
        let machine = try await Machine.ofOrdinaryUser()
        let directory = "\(machine.statePath)/\(part)"
        let name = try #require(FileManager.default.contentsOfDirectory(atPath: directory).first)
        try machine.takeFromUser("\(directory)/\(name)")
        try machine.setMode(0o644, of: "\(directory)/\(name)")

        let refused = try await machine.asUser(["credentials", "--profile", "dev"])

        #expect(refused.status == 5)
        #expect(refused.answer == "")
        #expect(refused.notices.contains("\(directory)/\(name) is owned by another user (uid 0)"))
    }

    @Test(arguments: ["profiles", "sessions"])
    func `record files that are links are not believed`(_ part: String) async throws {
        let machine = try await Machine.ofOrdinaryUser()
        let directory = "\(machine.statePath)/\(part)"
        let name = try #require(FileManager.default.contentsOfDirectory(atPath: directory).first)
        try FileManager.default.moveItem(atPath: "\(directory)/\(name)", toPath: "\(machine.home)/record")
        try FileManager.default.createSymbolicLink(
            atPath: "\(directory)/\(name)", withDestinationPath: "\(machine.home)/record")

        let refused = try await machine.asUser(["credentials", "--profile", "dev"])

        #expect(refused.status == 5)
        #expect(refused.notices.contains("\(directory)/\(name) is a symbolic link"))
    }

    @Test func `a config that is read-only is named before a URL`() async throws {
        let machine = try await Machine.ofOrdinaryUser()
        try machine.setMode(0o400, of: machine.configPath)
        let before = try machine.text(of: machine.configPath)

        let refused = try await machine.asUser(
            ["login", "--profile", "other", "--region", "us-east-1", "--no-wait"])

        #expect(refused.status == 5)
        #expect(refused.answer == "")
        #expect(refused.notices.contains("cannot write \(machine.configPath): permission denied"))
        #expect(try machine.text(of: machine.configPath) == before)
    }

    @Test func `a token directory that is read-only is named before a URL`() async throws {
        let machine = try await Machine.ofOrdinaryUser()
        let cache = "\(machine.home)/.aws/login/cache"
        try machine.setMode(0o500, of: cache)

        let refused = try await machine.asUser(
            ["login", "--profile", "other", "--region", "us-east-1", "--no-wait"])

        #expect(refused.status == 5)
        #expect(refused.answer == "")
        #expect(refused.notices.contains("cannot write \(cache): permission denied"), "\(refused.notices)")
        #expect(try machine.pendingFiles().isEmpty)
    }

    @Test func `a token directory that is read-only is named before a refresh`() async throws {
        let machine = try await Machine.ofOrdinaryUser()
        try machine.expire()
        try machine.giveToUser(machine.home)
        try machine.setMode(0o500, of: "\(machine.home)/.aws/login/cache")

        let refused = try await machine.asUser(["credentials", "--profile", "dev"])

        #expect(refused.status == 5)
        #expect(refused.notices.contains("\(machine.home)/.aws/login/cache: permission denied"), "\(refused.notices)")
        #expect(machine.count(.refresh) == 0)
    }
}

extension Machine {
    /// The state directory and those below it.
    func stateDirectories() throws -> [String] {
        try [statePath]
            + FileManager.default.contentsOfDirectory(atPath: statePath).map { "\(statePath)/\($0)" }.filter {
                opendir($0).map { closedir($0) } != nil
            }
    }
}
