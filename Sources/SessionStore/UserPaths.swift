package import Glibc
import POSIX
package import Text

/// The paths of the user's files, derived from the environment.
package struct UserPaths: Sendable {
    private let variable: @Sendable (String) -> String?
    private let accountHome: @Sendable () -> String?
    private let workingDirectory: @Sendable () -> String?

    /// - Parameters:
    ///   - accountHome: the home directory in the password database, used if `HOME` is not set.
    ///   - workingDirectory: the base of relative paths.
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

    /// The directory of the sockets: `$FARSIGN_RUNTIME_DIR`, else `$XDG_RUNTIME_DIR/farsign`, else `run` in the state
    /// directory.
    package func runtime() throws(StateError) -> String {
        if let path = value("FARSIGN_RUNTIME_DIR") { return try absolute(path) }
        if let base = value("XDG_RUNTIME_DIR"), base.hasPrefix("/") { return Paths.normalized(base + "/farsign") }
        return try state().path + "/run"
    }

    /// `$XDG_CONFIG_HOME/farsign/config.toml`, else `~/.config/farsign/config.toml`.
    package func configuration() throws(StateError) -> String {
        if let base = value("XDG_CONFIG_HOME"), base.hasPrefix("/") {
            return Paths.normalized(base + "/farsign/config.toml")
        }
        return Paths.normalized(try home() + "/.config/farsign/config.toml")
    }

    /// `$AWS_CONFIG_FILE`, else `~/.aws/config`.
    package func awsConfig() throws(StateError) -> String {
        try absolute(expandingHome(value("AWS_CONFIG_FILE") ?? "~/.aws/config"))
    }

    /// `$AWS_SHARED_CREDENTIALS_FILE`, else `~/.aws/credentials`.
    package func awsCredentials() throws(StateError) -> String {
        try absolute(expandingHome(value("AWS_SHARED_CREDENTIALS_FILE") ?? "~/.aws/credentials"))
    }

    /// `$AWS_LOGIN_CACHE_DIRECTORY` with `~` and variables expanded like in the Python tools, else
    /// `~/.aws/login/cache`.
    package func tokenCache() throws(StateError) -> String {
        let path = value("AWS_LOGIN_CACHE_DIRECTORY") ?? "~/.aws/login/cache"
        return try absolute(expandingVariables(expandingHome(path)))
    }

    package func home() throws(StateError) -> String {
        if let home = value("HOME"), home.hasPrefix("/") { return home }
        if let home = accountHome(), home.hasPrefix("/") { return home }
        throw StateError(.noHome, path: "", "the home directory is unknown", hint: "set HOME")
    }

    /// - Throws: ``StateError/Code/wrongOwner`` for root with another user's `HOME`, as after `sudo -E`. Files that
    ///   root creates there would block that user, who could also redirect them with links.
    package func checkHome(naming name: (uid_t) -> String?) throws(StateError) {
        guard geteuid() == 0, let home = try? home() else { return }
        var status = stat()
        guard unsafe stat(home, &status) == 0, status.st_uid != 0 else { return }
        let user = name(status.st_uid) ?? "#\(status.st_uid)"
        throw StateError(
            .wrongOwner, path: home, "farsign runs as root, but HOME (\(home.shown)) belongs to \(user.shown)",
            hint: "use 'sudo -u \(user.shown) farsign' for that user's sessions or 'sudo -H farsign' for root's own")
    }

    /// The value of a variable; an empty one counts as not set.
    private func value(_ name: String) -> String? {
        variable(name).flatMap { $0.isEmpty ? nil : $0 }
    }

    private func expandingHome(_ path: String) throws(StateError) -> String {
        path == "~" || path.hasPrefix("~/") ? try home() + String(path.dropFirst()) : path
    }

    /// Makes a path absolute, relative to the working directory.
    package func absolute(_ path: String) throws(StateError) -> String {
        try Paths.absolute(path, from: workingDirectory())
    }

    /// Expands `$NAME` and `${NAME}`. As in Python, an unset variable is left unchanged.
    private func expandingVariables(_ path: String) -> String {
        guard path.utf8.contains(UInt8(ascii: "$")) else { return path }
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

    /// Parses the variable reference at the start of `text`, which begins with `$`: its name, and its spelling in the
    /// text.
    private static func variableReference(_ text: Substring) -> (name: String?, written: Substring) {
        let rest = text.dropFirst()
        if rest.first == "{", let end = rest.firstIndex(of: "}") {
            return (String(rest[..<end].dropFirst()), text[...end])
        }
        let name = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
        return (name.isEmpty ? nil : String(name), text[..<name.endIndex])
    }
}
