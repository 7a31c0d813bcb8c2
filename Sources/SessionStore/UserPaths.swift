import Glibc
import POSIX
package import Text

/// Where a user's files are, from the environment.
package struct UserPaths: Sendable {
    private let variable: @Sendable (String) -> String?
    private let accountHome: @Sendable () -> String?
    private let workingDirectory: @Sendable () -> String?

    /// - Parameters:
    ///   - accountHome: the home directory in the password database, asked where `HOME` says nothing.
    ///   - workingDirectory: what a relative path is relative to.
    package init(
        variable: @escaping @Sendable (String) -> String?, accountHome: @escaping @Sendable () -> String?,
        workingDirectory: @escaping @Sendable () -> String?
    ) {
        self.variable = variable
        self.accountHome = accountHome
        self.workingDirectory = workingDirectory
    }

    /// `$FARSIGN_STATE_DIR`, else `$XDG_STATE_HOME/farsign`, else `~/.local/state/farsign`.
    package func state() throws(StateError) -> StateDirectory {
        if let path = value("FARSIGN_STATE_DIR") { return StateDirectory(path: try absolute(path)) }
        // "All paths set in these environment variables must be absolute. If an implementation encounters a relative
        // path [...] it should consider the path invalid and ignore it."
        if let base = value("XDG_STATE_HOME"), base.hasPrefix("/") { return StateDirectory(path: base + "/farsign") }
        return StateDirectory(path: try home() + "/.local/state/farsign")
    }

    /// Where sockets are: `$FARSIGN_RUNTIME_DIR`, else `$XDG_RUNTIME_DIR/farsign`, else `run` below the state directory.
    package func runtime() throws(StateError) -> String {
        if let path = value("FARSIGN_RUNTIME_DIR") { return try absolute(path) }
        if let base = value("XDG_RUNTIME_DIR"), base.hasPrefix("/") { return Paths.normalized(base + "/farsign") }
        return try state().path + "/run"
    }

    /// `$AWS_CONFIG_FILE`, else `~/.aws/config`.
    package func awsConfig() throws(StateError) -> String {
        try absolute(expandingHome(value("AWS_CONFIG_FILE") ?? "~/.aws/config"))
    }

    /// `$AWS_SHARED_CREDENTIALS_FILE`, else `~/.aws/credentials`.
    package func awsCredentials() throws(StateError) -> String {
        try absolute(expandingHome(value("AWS_SHARED_CREDENTIALS_FILE") ?? "~/.aws/credentials"))
    }

    /// `$AWS_LOGIN_CACHE_DIRECTORY`, with `~` and variables expanded as the Python tools do, else `~/.aws/login/cache`.
    package func tokenCache() throws(StateError) -> String {
        let path = value("AWS_LOGIN_CACHE_DIRECTORY") ?? "~/.aws/login/cache"
        return try absolute(expandingVariables(expandingHome(path)))
    }

    package func home() throws(StateError) -> String {
        if let home = value("HOME"), home.hasPrefix("/") { return home }
        if let home = accountHome(), home.hasPrefix("/") { return home }
        throw StateError(.noHome, path: "", "there is no home directory", hint: "set HOME")
    }

    /// - Throws: ``StateError/Code/wrongOwner`` for root in the home of another user, as `sudo -E` has it: what root made
    ///   there would be in that user's way, and that user decides where links there lead.
    package func checkHome() throws(StateError) {
        guard geteuid() == 0, let home = try? home() else { return }
        var status = stat()
        guard unsafe stat(home, &status) == 0, status.st_uid != 0 else { return }
        let user = Self.userName(status.st_uid) ?? "#\(status.st_uid)"
        throw StateError(
            .wrongOwner, path: home, "this is root, and HOME, \(home.shown), belongs to \(user.shown)",
            hint: "run 'sudo -u \(user.shown) farsign' for that user's sessions, 'sudo -H farsign' for root's own")
    }

    private static func userName(_ uid: uid_t) -> String? {
        var entry = unsafe passwd()
        var found: UnsafeMutablePointer<passwd>?
        var buffer = [CChar](repeating: 0, count: 16_384)
        guard unsafe getpwuid_r(uid, &entry, &buffer, buffer.count, &found) == 0, unsafe found != nil,
            let name = unsafe entry.pw_name
        else { return nil }
        return unsafe String(cString: name)
    }

    /// An empty variable is as good as none.
    private func value(_ name: String) -> String? {
        variable(name).flatMap { $0.isEmpty ? nil : $0 }
    }

    private func expandingHome(_ path: String) throws(StateError) -> String {
        path == "~" || path.hasPrefix("~/") ? try home() + String(path.dropFirst()) : path
    }

    /// From the root; one that starts elsewhere is taken from the working directory.
    package func absolute(_ path: String) throws(StateError) -> String {
        try Paths.absolute(path, from: workingDirectory())
    }

    /// `$NAME` and `${NAME}`; as in Python, what is not set stays as it is.
    private func expandingVariables(_ path: String) -> String {
        var expanded = ""
        var rest = path[...]
        while let dollar = rest.firstIndex(of: "$") {
            expanded += rest[..<dollar]
            rest = rest[dollar...]
            let (name, reference) = Self.variableReference(rest)
            expanded += name.flatMap(variable) ?? String(reference)
            rest = rest[reference.endIndex...]
        }
        return expanded + rest
    }

    /// The name of the variable that `text`, which starts with `$`, starts with, and how it is written there.
    private static func variableReference(_ text: Substring) -> (name: String?, written: Substring) {
        let rest = text.dropFirst()
        if rest.first == "{", let end = rest.firstIndex(of: "}") {
            return (String(rest[..<end].dropFirst()), text[...end])
        }
        let name = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
        return (name.isEmpty ? nil : String(name), text[..<name.endIndex])
    }
}

// The real world, for whoever puts a program together.
extension UserPaths {
    /// The home directory of the effective user in the password database.
    package static func accountHome() -> String? {
        var entry = unsafe passwd()
        var found: UnsafeMutablePointer<passwd>?
        var buffer = [CChar](repeating: 0, count: 16_384)
        let code = unsafe getpwuid_r(geteuid(), &entry, &buffer, buffer.count, &found)
        guard code == 0, unsafe found != nil, let home = unsafe entry.pw_dir else { return nil }
        return unsafe String(cString: home)
    }
}
