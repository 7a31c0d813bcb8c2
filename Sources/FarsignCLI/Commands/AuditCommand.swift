import ArgumentParser

struct AuditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "See and check the history of this machine's sessions.",
        subcommands: [AuditListCommand.self, AuditVerifyCommand.self])
}
