import FarsignCore

/// The command that signs a profile in, for hints.
enum LoginCommand {
    static func hint(_ profile: String) -> String {
        let command =
            profile == "default"
            ? ShellCommand("farsign", "login") : ShellCommand("farsign", "login", "--profile", profile)
        return command.after("run")
    }
}
