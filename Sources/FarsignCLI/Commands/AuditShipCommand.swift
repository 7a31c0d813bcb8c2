import ArgumentParser
import Broker
import History
import Session
import Text

struct AuditShipCommand: FarsignSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "ship", abstract: "Copy the history to a bucket or a folder that keeps it for all hosts.",
        discussion: """
            Ships what the store lacks, and a signed checkpoint after it. Run it as often as you like, from a timer: it \
            goes on where it was. Nothing in the store is ever overwritten. --endpoint-url names an S3-compatible store.
            """)

    @OptionGroup var store: StoreOptions

    @Option(
        name: .customLong("to"),
        help: ArgumentHelp(
            "s3://BUCKET/PREFIX, or the path of a folder; otherwise FARSIGN_SHIP_TO.", valueName: "destination"))
    var destination: String?

    @Flag(help: "Print a JSON object.")
    var json = false

    @OptionGroup var common: CommonOptions

    func run(in world: World) throws -> ExitStatus {
        guard let destination = destination ?? world.service.surroundings.variable("FARSIGN_SHIP_TO") else {
            throw UsageError("no destination is named", hint: "name one with --to, as in --to s3://BUCKET/PREFIX")
        }
        let objects = try store.objects(destination, common, in: world)
        let shipper = Shipper(
            stores: world.stores, checkpoints: world.checkpoints, to: objects, hostName: world.hostName(),
            version: Farsign.version)
        let progress = Progress(world)
        defer { progress.end() }
        let report = try shipper.run { progress.show("Shipping", $0, of: $1) }
        progress.end()
        if json {
            let object: JSONValue = [
                "destination": .string(destination), "rows": .integer(report.rows),
                "objects": .integer(report.objects), "shipped": .integer(report.shipped),
            ]
            try world.console.answer(object.shown)
        } else {
            world.console.notice(
                report.rows == 0
                    ? "\(destination.shown) has all \(report.shipped) events already."
                    : "Shipped \(report.rows) events to \(destination.shown), which now has all \(report.shipped).")
        }
        return .done
    }
}
