import Dispatch
import FoundationEssentials
import Glibc
import SignInSandbox
import Testing
import Text

@Suite("farsign credentials and its token file", .bothPrograms)
struct TokenFileTests {
    @Test func `farsign credentials without a session says what to run`() async throws {
        let machine = try await Machine()
        try machine.write("[profile dev]\nregion = us-east-1\n", to: machine.configPath)

        let refused = try await machine.farsign(["credentials", "--profile", "dev"])

        #expect(refused.status == 3)
        #expect(refused.answer == "")
        #expect(
            refused.notices
                == "farsign: error: profile dev has no session\nfarsign: hint: run 'farsign login --profile dev'\n")
    }

    @Test func `farsign credentials without the token file names it`() async throws {
        let machine = try await Machine()
        try await machine.signIn(profile: "dev")
        let path = try machine.tokenPath
        try FileManager.default.removeItem(atPath: path)

        let refused = try await machine.farsign(["credentials", "--profile", "dev"])

        #expect(refused.status == 3)
        #expect(refused.notices.contains("profile dev is signed out: \(path) is missing"))
        #expect(refused.notices.contains("hint: run 'farsign login --profile dev'"))
    }

    @Test(arguments: ["", "{\"accessToken\":", "not JSON", "[]", "{}"])
    func `a file that stays broken is named`(_ text: String) async throws {
        let machine = try await Machine()
        try await machine.signIn(profile: "dev")
        let path = try machine.tokenPath
        try machine.write(text, to: path)

        let refused = try await machine.farsign(["credentials", "--profile", "dev"])

        #expect(refused.status == 5)
        #expect(refused.answer == "")
        #expect(refused.notices.contains("farsign: error: cannot use the token file \(path): "))
        #expect(refused.notices.contains("hint: sign in again with 'farsign login'"))
        #expect(try machine.text(of: path) == text)
    }

    static let members = [
        "accessToken", "accessToken.accessKeyId", "accessToken.secretAccessKey", "accessToken.sessionToken",
        "refreshToken", "clientId", "dpopKey",
    ]

    @Test(arguments: members, [JSONValue?.none, .integer(1), .string("")])
    func `a member that is missing or of another type is named`(_ member: String, _ value: JSONValue?) async throws {
        let machine = try await Machine()
        try await machine.signIn(profile: "dev")
        let names = member.split(separator: ".").map { JSONName(String($0)) }
        try machine.editTokens { members in
            guard names.count == 2, case .object(var inner)? = members[names[0]] else {
                members[names[0]] = value
                return
            }
            inner[names[1]] = value
            members[names[0]] = .object(inner)
        }

        let refused = try await machine.farsign(["credentials", "--profile", "dev"])

        #expect(refused.status == 5)
        #expect(refused.answer == "")
        #expect(refused.notices.contains("'\(names.last?.text ?? "")' is missing or malformed"))
        #expect(refused.notices.contains(try machine.tokenPath))
    }

    @Test(arguments: ["-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n", "none"])
    func `a key that cannot be read is named`(_ pem: String) async throws {
        let machine = try await Machine()
        try await machine.signIn(profile: "dev")
        try machine.editTokens { $0["dpopKey"] = .string(pem) }

        let refused = try await machine.farsign(["credentials", "--profile", "dev"])

        #expect(refused.status == 5)
        #expect(refused.notices.contains("the key ('dpopKey') in \(try machine.tokenPath) is not a P-256 private key"))
    }

    @Test(arguments: ["idToken", "accessToken.accountId", "accessToken.expiresAt", "tokenType"])
    func `a member that other tools leave out is not missed`(_ member: String) async throws {
        let machine = try await Machine()
        try await machine.signIn(profile: "dev")
        try machine.editTokens { members in
            let names = member.split(separator: ".").map { JSONName(String($0)) }
            guard names.count == 2, case .object(var inner)? = members[names[0]] else {
                members[names[0]] = nil
                return
            }
            inner[names[1]] = nil
            members[names[0]] = .object(inner)
        }

        let vended = try await machine.farsign(["credentials", "--profile", "dev"])

        #expect(vended.status == 0, "\(vended.notices)")
        #expect(try vended.json["AccountId"]?.text == "123456789012")
    }

    @Test func `a file that is completed while it is read is waited for`() async throws {
        let machine = try await Machine()
        try await machine.signIn(profile: "dev")
        let path = try machine.tokenPath
        let whole = try machine.text(of: path)
        try machine.write(String(whole.prefix(whole.count / 2)), to: path)
        let reader = try Reader(of: path)

        async let vended = machine.farsign(["credentials", "--profile", "dev"])
        try await reader.wait { try machine.write(whole, to: path) }

        let outcome = try await vended
        #expect(outcome.status == 0, "\(outcome.notices)")
        #expect(try outcome.json["Version"]?.int == 1)
    }
}

/// Tells when a file was read and closed by another process, by inotify(7).
private final class Reader: Sendable {
    private let descriptor: Int32

    init(of path: String) throws {
        descriptor = inotify_init1(Int32(IN_CLOEXEC))
        guard descriptor >= 0, inotify_add_watch(descriptor, path, UInt32(IN_CLOSE_NOWRITE)) >= 0 else {
            throw MachineError("cannot watch \(path)")
        }
    }

    deinit {
        close(descriptor)
    }

    /// Calls `body` at once, on a thread that no other test holds.
    func wait(then body: @escaping @Sendable () throws -> Void) async throws {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue(label: "reader").async {
                var buffer = [UInt8](repeating: 0, count: 4096)
                _ = read(self.descriptor, &buffer, buffer.count)
                continuation.resume(with: Result { try body() })
            }
        }
    }
}
