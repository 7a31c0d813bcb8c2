import ArgumentParser
import Broker
import History
import Session
import Text

struct AuditShowCommand: FarsignSubcommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Show one event.")

    @Argument(help: ArgumentHelp("The event's sequence number.", valueName: "seq"))
    var seq: Int

    @Flag(help: "Print a JSON object.")
    var json = false

    @OptionGroup var common: CommonOptions

    func run(in world: World) throws -> ExitStatus {
        var filter = AuditFilter(limit: 1)
        filter.seq = seq
        guard let record = try world.stores.ledger.events(filter).first else { throw HistoryError.noEvent(seq) }
        if json {
            try world.console.answer(record.json.shown)
        } else {
            try world.console.answer(record.lines.map { "\($0.0): \($0.1.shown)" }.joined(separator: "\n"))
        }
        return .done
    }
}

extension AuditRecord {
    /// Everything about the event that is known.
    fileprivate var lines: [(String, String)] {
        let who = actor.user.map { "\($0) (uid \(actor.uid))" } ?? "uid \(actor.uid)"
        let members: [(String, String?)] = [
            ("event", String(seq)), ("time", time), ("kind", kind), ("outcome", outcome), ("profile", profile),
            ("session", session), ("account", account), ("user", who),
            ("program", actor.process.map { "\($0) (pid \(actor.pid))" } ?? "pid \(actor.pid)"),
            ("terminal", actor.tty),
            ("ssh client", actor.sshClient),
        ]
        var details: [(String, String)] = []
        if case .object(let detail) = detail {
            details = detail.sorted { $0.key < $1.key }.map { ($0.key.text, $0.value.text ?? $0.value.canonical) }
        }
        return members.compactMap { name, value in value.map { (name, $0) } } + details
            + [("previous hash", previousHash), ("hash", hash)]
    }
}
