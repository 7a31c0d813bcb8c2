import ArgumentParser
import Broker
import FarsignCore
import FoundationEssentials
import Session
import Text

struct AuditListCommand: FarsignSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the last events, oldest first.")

    @Option(help: "Only events of this profile.")
    var profile: String?

    @Option(help: "Only events of this kind, such as signed-in or vended.")
    var kind: String?

    @Option(help: ArgumentHelp("Only events at or after this time (RFC 3339).", valueName: "time"))
    var since: String?

    @Option(help: ArgumentHelp("Only events at or before this time (RFC 3339).", valueName: "time"))
    var until: String?

    @Option(help: ArgumentHelp("The maximum number of events.", valueName: "n"))
    var limit = 50

    @Flag(help: "Print one JSON object per line.")
    var json = false

    @OptionGroup var common: CommonOptions

    func run(in world: World) throws -> ExitStatus {
        let records = try world.stores.ledger.events(try filter())
        if json {
            if !records.isEmpty { try world.console.answer(records.map(\.json.shown).joined(separator: "\n")) }
        } else if records.isEmpty {
            let isEmpty = try world.stores.ledger.events(AuditFilter(limit: 1)).isEmpty
            world.console.notice(
                isEmpty
                    ? "The history is empty: farsign was not used here yet."
                    : "No event in the history matches these options.")
        } else {
            try world.console.answer(
                Table(
                    header: ["TIME", "EVENT", "PROFILE", "BY", "FROM", "SESSION", "DETAIL"], rows: records.map(\.row)
                ).text)
        }
        return .done
    }

    private func filter() throws -> AuditFilter {
        guard limit >= 1 else { throw UsageError("--limit takes a number of 1 or more") }
        var filter = AuditFilter(profile: profile, limit: limit)
        if let kind {
            guard let known = AuditEvent.Kind(rawValue: kind) else {
                let kinds = AuditEvent.Kind.allCases.map(\.rawValue)
                let near = NearestNames.of(kind, among: kinds)
                throw UsageError(
                    "unknown kind of event '\(kind.shown)'",
                    hint: near.isEmpty
                        ? "use one of \(kinds.joined(separator: ", "))"
                        : "did you mean \(near.joined(separator: " or "))?")
            }
            filter.kind = known
        }
        filter.since = try time(since, "--since")
        filter.until = try time(until, "--until")
        return filter
    }

    private func time(_ text: String?, _ option: String) throws -> Date? {
        guard let text else { return nil }
        guard let time = RFC3339.parse(text) else {
            throw UsageError("\(option) takes a time, not '\(text.shown)'", hint: "write it like 2026-01-02T03:04:05Z")
        }
        return time
    }
}

extension AuditRecord {
    fileprivate var row: [String] {
        var by = actor.user ?? "uid \(actor.uid)"
        if let process = actor.process { by += " (\(process))" }
        let event = outcome == "ok" ? kind : "\(kind) (\(outcome))"
        return [time, event, profile ?? "-", by, actor.sshClient ?? actor.tty ?? "-", session ?? "-", detailText]
            .map(\.shown)
    }

    private var detailText: String {
        guard case .object(let members) = detail, !members.isEmpty else { return "-" }
        return members.sorted { $0.key < $1.key }
            .map { "\($0.key)=\($0.value.text ?? $0.value.canonical)" }.joined(separator: " ")
    }
}
