import ArgumentParser
import Broker
import FarsignCore
import Session
import Text

struct AuditListCommand: FarsignSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the last events, oldest first.")

    @Option(help: "Only events of this profile.", completion: CompletedNames.profiles)
    var profile: String?

    @Option(
        help: "Only events of this kind, such as signed-in or vended.",
        completion: CompletedNames.list(AuditEvent.Kind.self))
    var kind: String?

    @Option(
        help: ArgumentHelp("Only events of this session.", valueName: "arn"), completion: CompletedNames.sessions)
    var session: String?

    @Option(help: ArgumentHelp("Only events that this program caused, such as terraform.", valueName: "name"))
    var program: String?

    @Option(
        help: "Only events that a coding agent caused, such as claude-code.",
        completion: CompletedNames.list(CodingAgent.self))
    var agent: String?

    @Option(
        name: .customLong("ssh-client"), help: ArgumentHelp("Only events from this SSH client.", valueName: "address"))
    var sshClient: String?

    @Option(
        help: ArgumentHelp("Only events since this time: 2h, yesterday, 2026-01-02 or RFC 3339.", valueName: "time"))
    var since: String?

    @Option(help: ArgumentHelp("Only events until this time, written in the same way.", valueName: "time"))
    var until: String?

    @Option(help: ArgumentHelp("The maximum number of events.", valueName: "n"))
    var limit = 50

    @Flag(help: "Print new events as they are written, until Ctrl-C.")
    var follow = false

    @Flag(name: .customLong("no-pager"), help: "At a terminal: do not run FARSIGN_PAGER, PAGER or less.")
    var noPager = false

    @Flag(help: "Print one JSON object per line.")
    var json = false

    @OptionGroup var common: CommonOptions

    func run(in world: World) throws -> ExitStatus {
        if follow { return try follow(in: world) }
        let surroundings = world.service.surroundings
        let records = try world.stores.ledger.events(try filter(surroundings))
        var lines = EventLines(json: json, screen: world.console.screen)
        if let text = lines.text(records, LocalTime(surroundings, on: world.console.screen)) {
            try world.console.show(text, through: json || noPager ? nil : Pager(surroundings.variable))
        } else if !json {
            try explainNothing(in: world)
        }
        return .done
    }

    func explainNothing(in world: World) throws {
        let isEmpty = try world.stores.ledger.events(AuditFilter(limit: 1)).isEmpty
        world.console.notice(
            isEmpty
                ? "The history is empty: farsign was not used here yet."
                : "No event in the history matches these options.")
    }

    func filter(_ surroundings: Surroundings) throws -> AuditFilter {
        guard limit >= 1 else { throw UsageError("--limit takes a number of 1 or more") }
        var filter = AuditFilter(profile: profile, limit: limit)
        filter.kind = try kind.map { try Self.known($0, "kind of event") }
        filter.agent = try agent.map { try Self.known($0, "coding agent") }
        (filter.session, filter.program, filter.sshClient) = (session, program, sshClient)
        let times = TimeOption(now: surroundings.now(), utcOffset: surroundings.utcOffset)
        filter.since = try since.map { try times.time($0, "--since", isEnd: false) }
        filter.until = try until.map { try times.time($0, "--until", isEnd: true) }
        return filter
    }

    private static func known<Value: RawRepresentable & CaseIterable>(
        _ text: String, _ what: String
    ) throws(UsageError) -> Value where Value.RawValue == String {
        if let value = Value(rawValue: text) { return value }
        let all = Value.allCases.map(\.rawValue)
        let near = NearestNames.of(text, among: all)
        throw UsageError(
            "unknown \(what) '\(text.shown)'",
            hint: near.isEmpty
                ? "use one of \(all.joined(separator: ", "))" : "did you mean \(near.joined(separator: " or "))?")
    }
}
