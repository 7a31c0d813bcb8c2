import Glibc
import Subprocess
import SystemPackage

/// A user of this machine whom the tests made for themselves, and left for those to come.
struct Account: Sendable {
    enum Name: String, CaseIterable {
        /// Has the browser.
        case laptop
        /// Signs in, behind sshd.
        case server
        /// Has no business with either.
        case stranger
    }

    let name: String
    let uid: uid_t
    let gid: gid_t

    static let switcher = "/usr/bin/setpriv"
    /// Arguments of ``switcher``, before the command's.
    var switches: [String] { ["--reuid=\(uid)", "--regid=\(gid)", "--clear-groups", "--"] }

    /// Makes the user where there is none; needs root. One that somebody else made is refused, whatever it is for.
    static func named(_ name: Name) async throws -> Account {
        try await made.value[name.rawValue] ?? { throw MachineError("no user \(name.rawValue)") }()
    }

    private static let mark = "farsign tests"
    private static let made = Task {
        var accounts: [String: Account] = [:]
        for name in Name.allCases.map(\.rawValue) {
            let known = try await find(name)
            accounts[name] = if let known { known } else { try await make(name) }
        }
        return accounts
    }

    private static func make(_ name: String) async throws -> Account {
        // A password of "*" fits nothing; without one the account is locked, and sshd lets no key in. The home is one
        // that exists, or sshd complains in each session: tests have homes of their own.
        let added = try await output(
            of: "/usr/sbin/useradd",
            ["--comment", mark, "--user-group", "--home-dir", "/", "--no-create-home", "--shell", "/bin/bash"]
                + ["--password", "*", name])
        // Other tests may have been quicker.
        guard let account = try await find(name) else { throw MachineError("cannot add user \(name): \(added.error)") }
        return account
    }

    private static func find(_ name: String) async throws -> Account? {
        let entry = try await output(of: "/usr/bin/getent", ["passwd", name]).answer.dropLast()
        guard !entry.isEmpty else { return nil }
        let fields = entry.split(separator: ":", omittingEmptySubsequences: false)
        guard fields.count == 7, fields[4] == mark, let uid = uid_t(fields[2]), let gid = gid_t(fields[3]) else {
            throw MachineError("there is a user '\(name)' here whom the tests did not make: they will not touch it")
        }
        return Account(name: name, uid: uid, gid: gid)
    }

    private static func output(of program: String, _ arguments: [String]) async throws -> (
        answer: String, error: String
    ) {
        let result = try await Subprocess.run(
            .path(FilePath(program)), arguments: Arguments(arguments), output: .string(limit: 1 << 16),
            error: .string(limit: 1 << 16))
        return (result.standardOutput, result.standardError)
    }
}
