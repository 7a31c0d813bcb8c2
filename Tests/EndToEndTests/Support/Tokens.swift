import FoundationEssentials
import Glibc
import SignInSandbox
import TestSupport
import Text

/// The AWS tools' token cache of a machine.
extension Machine {
    var tokenDirectory: String { "\(home)/.aws/login/cache" }

    func tokenPaths() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: tokenDirectory)
            .filter { $0.hasSuffix(".json") }.map { "\(tokenDirectory)/\($0)" }
    }

    func tokens() throws -> JSONValue {
        try JSONValue(parsing: Array(try text(of: tokenPath).utf8))
    }

    var refreshes: [SignInSandbox.RequestRecord] {
        sandbox.requests.filter { $0.what == .refresh }
    }

    /// Returns once the sandbox has acted on so many requests of the kind, answered or not.
    func waitForRequests(_ operation: SignInSandbox.Operation, _ number: Int) async throws {
        try await blocking { [self] in
            let latest = ContinuousClock.now + timeout
            while count(operation) < number {
                guard ContinuousClock.now < latest else { throw MachineError("\(count(operation)) requests") }
                usleep(2_000)
            }
        }
    }
}
