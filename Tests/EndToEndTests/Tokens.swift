import FarsignCore
import FoundationEssentials
import Glibc
import SignInSandbox

/// The AWS tools' token cache of a machine.
extension Machine {
    var tokenDirectory: String { "\(home)/.aws/login/cache" }

    func tokenPaths() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: tokenDirectory)
            .filter { $0.hasSuffix(".json") }.map { "\(tokenDirectory)/\($0)" }
    }

    /// Of the only session.
    func tokenPath() throws -> String {
        let paths = try tokenPaths()
        guard paths.count == 1, let path = paths.first else { throw MachineError("token files: \(paths)") }
        return path
    }

    func tokens() throws -> JSONValue {
        try JSONValue(parsing: Array(try text(of: tokenPath()).utf8))
    }

    /// Puts another value into a token file's member, as any other program would that rewrites it.
    func changeTokens(_ change: (inout [String: JSONValue]) throws -> Void) throws {
        guard case .object(var members) = try tokens() else { throw MachineError("no object") }
        try change(&members)
        try write(JSONValue.object(members).canonical, to: tokenPath())
    }

    /// Makes the credentials of the only session run out.
    func expireTokens() async throws {
        try changeTokens { members in
            guard case .object(var access) = members["accessToken"] else { throw MachineError("no access token") }
            access["expiresAt"] = .string("2026-01-02T03:04:05Z")
            members["accessToken"] = .object(access)
        }
    }

    var refreshes: [SignInSandbox.RequestRecord] {
        sandbox.requests.filter { $0.what == .refresh }
    }

    /// Returns once the sandbox has acted on so many refreshes, answered or not.
    func waitForRefreshes(_ count: Int) async throws {
        try await blocking { [self] in
            let latest = ContinuousClock.now + patience
            while refreshes.count < count {
                guard ContinuousClock.now < latest else { throw MachineError("\(refreshes.count) refreshes") }
                usleep(2_000)
            }
        }
    }
}
