import FoundationEssentials
import Glibc
import SignInSandbox
import Text

/// What the tests of faults ask of a machine.
extension Machine {
    /// A login that was offered and waits.
    struct Offered: Sendable {
        let id: String
        let url: String
    }

    func offer(
        profile: String = "dev", region: String = "us-east-1", options: [String] = [],
        environment: [String: String] = [:]
    ) async throws -> Offered {
        let started = try await farsign(
            ["login", "--profile", profile, "--region", region, "--no-wait", "--json"] + options,
            environment: environment)
        guard let line = try started.lines.first, let id = line["login"]?.text, let url = line["url"]?.text else {
            throw MachineError(started.notices)
        }
        return Offered(id: id, url: url)
    }

    /// Signs `dev` in, offers it another login, and submits that one's reply, which is fine.
    func submitAnother() async throws -> Outcome {
        let offered = try await offer(options: ["--replace"])
        return try await farsign(["submit"], input: sandbox.signIn(at: offered.url))
    }

    /// The one token file.
    var tokenPath: String {
        get throws {
            let paths = try tokenPaths()
            guard paths.count == 1 else { throw MachineError("\(paths.count) token files") }
            return paths[0]
        }
    }

    /// Makes the session's credentials run out.
    func expire() throws {
        try editTokens { members in
            guard case .object(var access)? = members["accessToken"] else { return }
            access["expiresAt"] = .string("2026-01-02T03:04:05Z")
            members["accessToken"] = .object(access)
        }
    }

    func editTokens(_ edit: (inout [JSONName: JSONValue]) throws -> Void) throws {
        let path = try tokenPath
        guard case .object(var members) = try JSONValue(parsing: Array(text(of: path).utf8)) else { return }
        try edit(&members)
        try write(JSONValue.object(members).canonical, to: path)
    }

    /// Every file of the AWS tools and its text; locks are ours.
    func awsFiles() throws -> [String: String] {
        var files: [String: String] = [:]
        for name in try FileManager.default.subpathsOfDirectory(atPath: "\(home)/.aws") {
            let path = "\(home)/.aws/\(name)"
            var isDirectory = false
            guard !name.hasSuffix(".lock"), FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory),
                !isDirectory
            else { continue }
            files[name] = try text(of: path)
        }
        return files
    }

    func count(_ operation: SignInSandbox.Operation) -> Int {
        sandbox.requests.count { $0.what == operation }
    }

    func events(_ kind: String) async throws -> [JSONValue] {
        try await farsign(["audit", "list", "--json", "--limit", "1000", "--kind", kind]).lines
    }

    /// What is left of logins that wait.
    func pendingFiles() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: "\(statePath)/pending")
    }

    func mode(of path: String) throws -> UInt32 {
        var status = stat()
        guard lstat(path, &status) == 0 else { throw MachineError("no \(path)") }
        return status.st_mode & 0o7777
    }
}
