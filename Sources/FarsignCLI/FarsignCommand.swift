import ArgumentParser

/// The command tree. Most `credentials` and `login` calls never build it: see ``Farsign/vend(_:console:in:)`` and
/// ``LoginCommand/init(quick:)``.
struct FarsignCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "farsign",
        abstract: "Sign in to AWS on a machine without a browser.",
        discussion: """
            Start with 'farsign login --profile dev'. It prints a URL to open in any browser, then reads the text \
            that the browser shows at the end. Every AWS tool then works with '--profile dev'.
            """,
        version: Farsign.version,
        subcommands: [
            LoginCommand.self, SubmitCommand.self, CredentialsCommand.self, AttachCommand.self, LogoutCommand.self,
            SessionsCommand.self,
            AuditCommand.self, ConfigCommand.self,
        ])
}
