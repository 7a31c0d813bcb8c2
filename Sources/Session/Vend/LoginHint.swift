import Text

/// The command that signs a profile in, for hints.
package enum LoginHint {
    package static func command(for profile: String) -> String {
        let command =
            profile == "default"
            ? ShellCommand("farsign", "login") : ShellCommand("farsign", "login", "--profile", profile)
        return command.after("run")
    }
}
