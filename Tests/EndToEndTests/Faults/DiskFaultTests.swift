import FoundationEssentials
import SignInSandbox
import Testing
import Text

/// A home that is mounted read-only, and disks without room.
@Suite("disks that cannot be written", .bothPrograms)
struct DiskFaultTests {
    static let commands = Machine.stateCommands.filter { !["sessions", "audit"].contains($0[0]) }

    @Test(arguments: commands)
    func `a read-only home is named by commands that write`(_ command: [String]) async throws {
        let (machine, reply) = try await pending()

        let refused = try await machine.asUser(
            mounting: readOnly(machine.home), command, input: command == ["submit"] ? reply : "")

        #expect(refused.status == 5, "\(refused.notices)")
        #expect(refused.answer == "")
        #expect(refused.notices.contains("\(machine.home)/"))
        #expect(refused.notices.contains("the file system is read-only"), "\(refused.notices)")
        #expect(machine.count(.redeem) == 1)
    }

    @Test func `a read-only home keeps no credentials that live from going out`() async throws {
        let machine = try await Machine.ofOrdinaryUser()

        let vended = try await machine.asUser(mounting: readOnly(machine.home), ["credentials", "--profile", "dev"])

        #expect(vended.status == 0, "\(vended.notices)")
        #expect(try vended.json["Version"]?.int == 1)
        #expect(vended.notices.contains("farsign: warning: this vend is not in the audit history: "))
        #expect(vended.notices.contains("the file system is read-only"), "\(vended.notices)")
    }

    @Test func `a read-only home is named before a refresh`() async throws {
        let machine = try await Machine.ofOrdinaryUser()
        try machine.expire()
        try machine.giveToUser(machine.home)

        let refused = try await machine.asUser(mounting: readOnly(machine.home), ["credentials", "--profile", "dev"])

        #expect(refused.status == 5)
        #expect(refused.notices.contains("the file system is read-only"), "\(refused.notices)")
        #expect(machine.count(.refresh) == 0)
    }

    @Test(arguments: commands)
    func `a full disk is named by commands that write`(_ command: [String]) async throws {
        let (machine, reply) = try await pending()

        let refused = try await machine.asUser(
            mounting: full(machine.statePath), command, input: command == ["submit"] ? reply : "")

        #expect(refused.status == 5, "\(refused.notices)")
        #expect(refused.answer == "")
        #expect(refused.notices.contains(machine.statePath))
        #expect(refused.notices.contains("no space left on the disk"), "\(refused.notices)")
        #expect(machine.count(.redeem) == 1)
    }

    @Test func `a full disk keeps no credentials that live from going out`() async throws {
        let machine = try await Machine.ofOrdinaryUser()

        let vended = try await machine.asUser(mounting: full(machine.statePath), ["credentials", "--profile", "dev"])

        #expect(vended.status == 0, "\(vended.notices)")
        #expect(try vended.json["Version"]?.int == 1)
        #expect(vended.notices.contains("farsign: warning: this vend is not in the audit history: "))
        #expect(vended.notices.contains("no space left on the disk"), "\(vended.notices)")
    }

    @Test func `a full disk loses no session that is refreshed`() async throws {
        let machine = try await Machine.ofOrdinaryUser()
        try machine.expire()
        try machine.giveToUser(machine.home)
        let old = try machine.text(of: machine.tokenPath)
        let kept = "\(machine.home)/kept"
        // The disk goes with the command: what it holds is copied out of it.
        let script = "\(full("\(machine.home)/.aws"))\n\"$@\"\ncat \(try machine.tokenPath) > \(kept)\nexit"

        let vended = try await machine.asUser(mounting: script, ["credentials", "--profile", "dev"])

        #expect(vended.status == 0, "\(vended.notices)")
        #expect(!vended.notices.contains("was lost"), "\(vended.notices)")
        let new = try machine.text(of: kept)
        #expect(new != old)
        let tokens = try JSONValue(parsing: Array(new.utf8))
        #expect(tokens["accessToken"]?["accessKeyId"] == (try vended.json["AccessKeyId"]))
        #expect(machine.count(.refresh) == 1)
    }

    @Test func `a full disk that has no room for new tokens at all vends them, and says what is lost`() async throws {
        let machine = try await Machine.ofOrdinaryUser()
        try machine.expire()
        // A file with two names is not rewritten: the other one may be a backup.
        try FileManager.default.linkItem(atPath: machine.tokenPath, toPath: "\(machine.home)/.aws/backup")
        try machine.giveToUser(machine.home)

        let vended = try await machine.asUser(
            mounting: full("\(machine.home)/.aws"), ["credentials", "--profile", "dev"])

        #expect(vended.status == 0, "\(vended.notices)")
        #expect(try vended.json["Version"]?.int == 1)
        #expect(vended.notices.contains("farsign: warning: the session's new refresh token was lost: "))
        #expect(vended.notices.contains("no space left on the disk"), "\(vended.notices)")
    }

    private func pending() async throws -> (Machine, reply: String) {
        let machine = try await Machine()
        try await machine.signIn(profile: "dev")
        let offered = try await machine.offer(profile: "third")
        try machine.giveToUser(machine.home)
        return (machine, try machine.sandbox.signIn(at: offered.url))
    }

    private func readOnly(_ path: String) -> String {
        "mount --bind \(path) \(path)\nmount -o remount,bind,ro \(path)"
    }

    /// The directory as it is, on a disk of its own without a free block.
    private func full(_ path: String) -> String {
        """
        copy=$(mktemp -d)
        cp -a \(path)/. "$copy"
        mount -t tmpfs -o size=512k,mode=0700 none \(path)
        cp -a "$copy"/. \(path)
        rm -r "$copy"
        dd if=/dev/zero of=\(path)/fill bs=4096 2> /dev/null || true
        """
    }
}
