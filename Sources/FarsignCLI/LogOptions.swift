import ArgumentParser
import Broker
import History
import Text

/// Options for a log daemon as the destination of the history.
struct LogOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The largest message that all receivers of syslog take; rsyslog's limit by default.",
            valueName: "bytes"))
    var maxMessage: Int = SyslogMessage.usualLimit

    @Option(
        help: ArgumentHelp(
            "Your organisation's number at IANA, for structured data 'farsign@NUMBER' with the facts of an event.",
            valueName: "number"))
    var enterpriseNumber: UInt32?

    init() {}

    func validate() throws {
        // What every receiver takes (RFC 5424, section 6.1).
        guard maxMessage >= 480 else {
            throw UsageError("--max-message is at least 480", hint: "every receiver of syslog takes that many bytes")
        }
    }

    /// - Parameter named: as the person wrote it.
    func destination(_ named: LogDestination, in world: World) throws -> LogDestination {
        let path = try world.absolutePath(named.path)
        return LogDestination(named.daemon, path: path).leading(to: try world.followLinks(path))
    }

    func shipper(to destination: LogDestination, in world: World) -> LogShipper {
        LogShipper(
            stores: world.stores, checkpoints: world.checkpoints, to: destination,
            as: LogFormat(for: destination, enterprise: enterpriseNumber.map { Int($0) }, limit: maxMessage),
            connect: { try world.logSocket(destination) }, hostName: world.hostName(), version: Farsign.version)
    }
}
