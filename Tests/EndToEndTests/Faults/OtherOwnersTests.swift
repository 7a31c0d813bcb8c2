import FoundationEssentials
import Glibc
import Testing

/// Directories that somebody else has a say in.
@Suite("directories of other users", .bothPrograms)
struct OtherOwnersTests {
    @Test(.enabled(if: Machine.canGiveAway), arguments: Machine.stateCommands)
    func `root makes nothing in another user's home`(_ command: [String]) async throws {
        let machine = try await Machine()
        try machine.giveToUser(machine.home)

        let refused = try await machine.farsign(command)

        #expect(refused.status == 5, "\(refused.notices)")
        #expect(refused.answer == "")
        #expect(refused.notices.contains("farsign runs as root, but HOME (\(machine.home)) belongs to nobody"))
        #expect(refused.notices.contains("farsign: hint: use 'sudo -u nobody farsign' "))
        #expect(try FileManager.default.contentsOfDirectory(atPath: machine.home).isEmpty)
    }

    static let caches: [(mode: mode_t, gid: gid_t, isRefused: Bool)] = [
        (0o777, 0, true), (0o1777, 0, true), (0o775, 4_242, true), (0o755, 4_242, false), (0o775, 0, false),
    ]

    /// Root's own group has nobody else in it.
    @Test(.enabled(if: Machine.canGiveAway), arguments: caches)
    func `a token cache that others can write to is not used`(
        _ cache: (mode: mode_t, gid: gid_t, isRefused: Bool)
    ) async throws {
        let machine = try await Machine()
        try await machine.signIn(profile: "dev")
        let directory = "\(machine.home)/.aws/login/cache"
        try #require(chown(directory, 0, cache.gid) == 0)
        try machine.setMode(cache.mode, of: directory)

        let vended = try await machine.farsign(["credentials", "--profile", "dev"])
        let login = try await machine.farsign(["login", "--profile", "b", "--region", "us-east-1", "--no-wait"])

        for ran in [vended, login] {
            #expect(ran.status == (cache.isRefused ? 5 : 0), "\(ran.notices)")
            guard cache.isRefused else { continue }
            #expect(ran.answer == "")
            #expect(ran.notices.contains("other users can write to \(directory)"), "\(ran.notices)")
            #expect(ran.notices.contains("AWS_LOGIN_CACHE_DIRECTORY"))
        }
    }

    @Test(.enabled(if: Machine.canGiveAway)) func `a token file of another user's is not handed out`() async throws {
        let machine = try await Machine()
        try await machine.signIn(profile: "dev")
        let path = try machine.tokenPath
        try #require(chown(path, 65_534, 65_534) == 0)

        let refused = try await machine.farsign(["credentials", "--profile", "dev"])

        #expect(refused.status == 5)
        #expect(refused.answer == "")
        #expect(refused.notices.contains("\(path) is owned by another user (uid 65534)"), "\(refused.notices)")
    }

    @Test(arguments: ["/tmp", "/var/tmp"])
    func `nobody is told to close a directory that is for everyone`(_ path: String) async throws {
        let machine = try await Machine()

        let refused = try await machine.farsign(["sessions"], environment: ["FARSIGN_STATE_DIR": path])

        #expect(refused.status == 5)
        #expect(refused.notices.contains("farsign: hint: set FARSIGN_STATE_DIR to a directory of your own\n"))
        #expect(!refused.notices.contains("chmod"))
        #expect(!refused.notices.contains("remove"))
    }
}
