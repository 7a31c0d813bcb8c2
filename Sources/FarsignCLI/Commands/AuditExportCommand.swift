import ArgumentParser
import Broker
import FoundationEssentials
import History
import Session
import Text

struct AuditExportCommand: FarsignSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Print the whole history in a format that other tools read.")

    enum Format: String, CaseIterable, ExpressibleByArgument {
        case ocsf
        case jsonl
        case csv
    }

    @Option(help: "ocsf (one event of OCSF 1.8 a line), jsonl (as 'audit list --json') or csv.")
    var format = Format.jsonl

    @Option(
        help: ArgumentHelp("Only events since this time: 2h, yesterday, 2026-01-02 or RFC 3339.", valueName: "time"))
    var since: String?

    @Option(help: ArgumentHelp("Only events until this time, written in the same way.", valueName: "time"))
    var until: String?

    @OptionGroup var common: CommonOptions

    /// Events that are read, and written, at a time.
    private static let page = 5_000

    func run(in world: World) throws -> ExitStatus {
        let surroundings = world.service.surroundings
        let times = TimeOption(now: surroundings.now(), utcOffset: surroundings.utcOffset)
        var filter = AuditFilter(limit: Self.page)
        filter.since = try since.map { try times.time($0, "--since", isEnd: false) }
        filter.until = try until.map { try times.time($0, "--until", isEnd: true) }
        filter.after = 0
        let source = format == .ocsf ? try world.checkpoints.source(hostName: world.hostName(), Farsign.version) : nil
        if format == .csv { try world.console.answer(Self.csv(Self.columns)) }
        while true {
            let records = try world.stores.ledger.events(filter)
            guard let last = records.last else { return .done }
            let lines = records.map { record in
                switch (format, source) {
                case (.ocsf, let source?):
                    var line = CanonicalWriter()
                    OCSFEvent(HistoryRow(record, canonical: record.canonical), from: source).write(to: &line)
                    return line.bytes.text
                case (.csv, _): return Self.csv(record.cells)
                default: return record.json.canonical
                }
            }
            try world.console.answer(lines.joined(separator: "\n"))
            filter.after = last.seq
        }
    }

    private static let columns = [
        "seq", "time", "kind", "outcome", "profile", "session", "account", "uid", "user", "pid", "process", "tty",
        "ssh_client", "detail", "previous_hash", "hash",
    ]

    /// RFC 4180, with the lines of Unix.
    private static func csv(_ cells: [String]) -> String {
        cells.map { cell in
            cell.utf8.contains { ",\"\n\r".utf8.contains($0) } ? "\"\(cell.replacing("\"", with: "\"\""))\"" : cell
        }.joined(separator: ",")
    }
}

extension AuditRecord {
    fileprivate var cells: [String] {
        [
            String(seq), time, kind, outcome, profile ?? "", session ?? "", account ?? "", String(actor.uid),
            actor.user ?? "", String(actor.pid), actor.process ?? "", actor.tty ?? "", actor.sshClient ?? "",
            detail.canonical, previousHash, hash,
        ]
    }
}
