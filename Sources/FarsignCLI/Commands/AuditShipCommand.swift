import ArgumentParser
import Broker
import FarsignCore
import History
import Session
import Text

struct AuditShipCommand: FarsignSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "ship", abstract: "Copy the history to a bucket, a folder or a log daemon.",
        discussion: """
            Ships what the destination lacks, and a signed checkpoint after it. Run it as often as you like, from a \
            timer: it goes on where it was. Nothing in a bucket or folder is ever overwritten. --endpoint-url names an \
            S3-compatible store. 'syslog' sends messages of RFC 5424 to /dev/log, or fields if that is journald's, and \
            'journald' sends fields; 'syslog:PATH' and 'journald:PATH' name another socket.
            """)

    @OptionGroup var store: StoreOptions

    @Option(
        name: .customLong("to"),
        help: ArgumentHelp(
            "s3://BUCKET/PREFIX, a folder, syslog or journald; otherwise FARSIGN_SHIP_TO or the configuration's.",
            valueName: "destination"))
    var destination: String?

    @OptionGroup var log: LogOptions

    @Flag(help: "Print a JSON object.")
    var json = false

    @OptionGroup var common: CommonOptions

    func run(in world: World) throws -> ExitStatus {
        guard let destination = try destination ?? world.configuration().audit.shipTo.value else {
            throw UsageError("no destination is named", hint: "name one with --to, as in --to s3://BUCKET/PREFIX")
        }
        if let named = try LogDestination(destination) {
            try send(to: log.destination(named, in: world), destination, in: world)
        } else {
            try store(in: destination, world)
        }
        return .done
    }

    private func store(in destination: String, _ world: World) throws {
        let objects = try store.objects(destination, common, in: world)
        let shipper = Shipper(
            stores: world.stores, checkpoints: world.checkpoints, to: objects, hostName: world.hostName(),
            version: Farsign.version)
        let report = try showing(in: world) { try shipper.run(progress: $0) }
        if json { return try answer(destination, report.rows, objects: report.objects, report.shipped, world) }
        world.console.notice(
            report.rows == 0
                ? "\(destination.shown) has all \(report.shipped) events already."
                : "Shipped \(report.rows) events to \(destination.shown), which now has all \(report.shipped).")
    }

    private func send(to log: LogDestination, _ destination: String, in world: World) throws {
        let shipper = self.log.shipper(to: log, in: world)
        let report = try showing(in: world) { try shipper.run(progress: $0) }
        if json { return try answer(destination, report.rows, objects: nil, report.shipped, world) }
        // Nobody knows what it has.
        world.console.notice(
            report.rows == 0
                ? "All \(report.shipped) events were sent to \(log.name.shown) already."
                : "Sent \(report.rows) events to \(log.name.shown), of \(report.shipped) in all.")
    }

    private func showing<Report>(
        in world: World, _ body: (_ progress: (_ shipped: Int, _ all: Int) -> Void) throws -> Report
    ) rethrows -> Report {
        let progress = Progress(world)
        defer { progress.end() }
        return try body { progress.show("Shipping", $0, of: $1) }
    }

    /// - Parameter objects: nil for a log daemon.
    private func answer(_ destination: String, _ rows: Int, objects: Int?, _ shipped: Int, _ world: World) throws {
        let object: JSONValue = [
            "destination": .string(destination), "rows": .integer(rows),
            "objects": objects.map { .integer($0) } ?? .null, "shipped": .integer(shipped),
        ]
        try world.console.answer(object.shown)
    }
}
