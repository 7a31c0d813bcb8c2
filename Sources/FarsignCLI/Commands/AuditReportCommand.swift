import ArgumentParser
import Broker
import FarsignCore
import FoundationEssentials
import History
import Session
import Synchronization
import Text

struct AuditReportCommand: FarsignSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "Draw the history as a page for a browser.",
        discussion: "Prints one HTML file without scripts: farsign audit report --since 7d > report.html")

    @Option(
        help: ArgumentHelp("Only events since this time: 2h, yesterday, 2026-01-02 or RFC 3339.", valueName: "time"))
    var since: String?

    @Option(help: ArgumentHelp("Only events until this time, written in the same way.", valueName: "time"))
    var until: String?

    @Option(
        help: ArgumentHelp(
            "Draw all histories that 'farsign audit ship' brought there: s3://BUCKET/PREFIX, or a folder.",
            valueName: "store"))
    var from: String?

    @OptionGroup var store: StoreOptions

    @OptionGroup var common: CommonOptions

    /// Events that are read at a time.
    private static let page = 5_000

    func run(in world: World) throws -> ExitStatus {
        let surroundings = world.service.surroundings
        let now = surroundings.now()
        let times = TimeOption(now: now, utcOffset: surroundings.utcOffset)
        let period = HistoryReport.Period(
            since: try since.map { try times.time($0, "--since", isEnd: false) },
            until: min(now, try until.map { try times.time($0, "--until", isEnd: true) } ?? now))
        var report = HistoryReport(period, utcOffset: surroundings.utcOffset)
        if let from {
            try add(try store.objects(from, common, in: world), to: &report, in: world)
        } else {
            try addHere(to: &report, in: world)
        }
        try world.console.answer(Secret(report.html))
        return .done
    }

    private func addHere(to report: inout HistoryReport, in world: World) throws {
        let host = world.hostName()
        do {
            let history = try world.checkpoints.verify(nil, [], trusted: nil)
            report.add(VerifiedHistory(host: host, .intact(events: history.rows, lastHash: history.hash)))
        } catch let error as HistoryError {
            report.add(VerifiedHistory(host: host, .problem(error.summary)))
        }
        var filter = AuditFilter(limit: Self.page)
        filter.after = 0
        while true {
            let records = try world.stores.ledger.events(filter)
            guard let last = records.last else { return }
            for record in records { report.add(record, host: host) }
            filter.after = last.seq
        }
    }

    private func add(_ objects: any ObjectStore, to report: inout HistoryReport, in world: World) throws {
        let progress = Progress(world)
        defer { progress.end() }
        let rows = Mutex(report)
        let result = try FleetCheck(objects, now: world.service.surroundings.now(), silentAfter: .infinity).run(
            visit: { host, line in
                guard let record = AuditRecord(canonical: line.canonical) else { return }
                rows.withLock { $0.add(record, host: host) }
            },
            progress: { progress.show("Reading", $0, of: $1) })
        report = rows.withLock { $0 }
        for history in result.histories {
            let problem = history.problems.first.map(\.text)
            report.add(
                VerifiedHistory(
                    host: history.hostName,
                    problem.map { .problem($0) } ?? .intact(events: history.rows, lastHash: history.lastHash ?? ""),
                    checkpoint: history.lastCheckpoint.map { .init(size: $0.size, root: $0.root.base64) }))
        }
    }
}
