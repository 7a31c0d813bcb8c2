import ArgumentParser

struct AuditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Show and verify the history of this machine's sessions.",
        subcommands: [
            AuditListCommand.self, AuditShowCommand.self, AuditExplainCommand.self, AuditVerifyCommand.self,
            AuditCheckpointCommand.self, AuditProveCommand.self, AuditShipCommand.self,
            AuditReportCommand.self, AuditExportCommand.self, AuditPruneCommand.self,
        ])
}
