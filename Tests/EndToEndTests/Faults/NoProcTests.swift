import SignInSandbox
import Testing
import Text

/// A chroot or a build's sandbox often has no /proc.
@Suite("without /proc", .bothPrograms)
struct NoProcTests {
    private static let hideProc = "mount -t tmpfs none /proc"

    @Test func `a login and a vend work as with it, and the profile names the program`() async throws {
        let machine = try await Machine()
        try machine.giveToUser(machine.home)
        let started = try await machine.asUser(
            mounting: Self.hideProc, ["login", "--profile", "dev", "--region", "us-east-1", "--no-wait", "--json"])
        let url = try #require(try started.lines.first?["url"]?.text, "\(started.notices)")
        let reply = try machine.sandbox.signIn(at: url)

        let submitted = try await machine.asUser(mounting: Self.hideProc, ["submit"], input: reply)
        let vended = try await machine.asUser(mounting: Self.hideProc, ["credentials", "--profile", "dev"])

        #expect(submitted.status == 0, "\(submitted.notices)")
        #expect(try vended.json["Version"]?.int == 1, "\(vended.notices)")
        let config = try machine.text(of: machine.configPath)
        #expect(config.contains("credential_process = \(Machine.helper) --profile dev\n"), "\(config)")
    }

    @Test func `found on the PATH, the profile names the program's absolute path`() async throws {
        let machine = try await Machine()
        let started = try await machine.run(
            mounting: Self.hideProc,
            ["/bin/sh", "-c", "farsign login --profile dev --region us-east-1 --no-wait --json"])
        let url = try #require(try started.lines.first?["url"]?.text, "\(started.notices)")

        let submitted = try await machine.farsign(["submit"], input: machine.sandbox.signIn(at: url))

        #expect(submitted.status == 0, "\(submitted.notices)")
        let config = try machine.text(of: machine.configPath)
        #expect(config.contains("credential_process = \(Machine.helper) --profile dev\n"), "\(config)")
    }

    @Test func `the relay reads its arguments too`() async throws {
        let machine = try await Machine()

        let ran = try await machine.run(mounting: Self.hideProc, ["\(Machine.binaries)/farsign-relay", "--socket"])

        #expect(ran.status == 64)
        #expect(ran.notices.contains("farsign-relay: error: missing value"), "\(ran.notices)")
    }
}
