import Glibc
import SignInSandbox
import Testing
import Text

@Suite("vends beside a refresh that does not end", .bothPrograms)
struct StalledRefreshTests {
    private let machine: Machine

    init() async throws {
        machine = try await Machine(.init(credentialLifetime: .seconds(240)))
        try await machine.signIn(profile: "dev")
    }

    @Test func `vends beside a stalled refresh hand out what still lives while the one that refreshes is stopped`()
        async throws
    {
        machine.sandbox.fail(.hang, on: .refresh)
        let stopped = try machine.startFarsign(["credentials", "--profile", "dev"])
        try await machine.waitForRequests(.refresh, 1)
        stopped.signal(SIGSTOP)
        let vend = try await machine.farsign(["credentials", "--profile", "dev"])
        stopped.signal(SIGKILL)

        #expect(vend.status == 0)
        #expect(vend.notices.hasPrefix("farsign: warning: cannot refresh: another process has held "))
        #expect(try vend.json["Version"]?.int == 1)
        #expect(machine.refreshes.count == 1)
    }

    @Test func `vends beside a stalled refresh share its failure`() async throws {
        try machine.expire()
        // Long enough for the others to begin to wait.
        machine.sandbox.fail(.error(.credentialsChanged), on: .refresh, times: 6, delay: .seconds(6))
        let first = try machine.startFarsign(["credentials", "--profile", "dev"])
        try await machine.waitForRequests(.refresh, 1)
        let others = try (1...5).map { _ in try machine.startFarsign(["credentials", "--profile", "dev"]) }
        for vend in [first] + others {
            let outcome = try await vend.end()
            #expect(outcome.status == 3)
            #expect(outcome.notices.contains("the password of this identity changed"))
            #expect(outcome.notices.contains("farsign login --profile dev"))
        }
        #expect(machine.refreshes.count == 1)
    }
}
