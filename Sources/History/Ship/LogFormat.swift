/// How events are written for a log daemon.
package struct LogFormat: Sendable {
    private let destination: LogDestination
    private let enterprise: Int?
    private let limit: Int

    /// - Parameters:
    ///   - enterprise: see ``SyslogMessage/init(_:enterprise:)``.
    ///   - limit: the size in bytes that every receiver of syslog messages takes. A longer one would be cut off on its
    ///     way, and nobody would tell.
    package init(for destination: LogDestination, enterprise: Int?, limit: Int) {
        self.destination = destination
        self.enterprise = enterprise
        self.limit = limit
    }

    /// - Throws: ``LogSocketError`` if the message is longer than the limit.
    package func message(_ event: LogEvent) throws(LogSocketError) -> [UInt8] {
        guard destination.daemon == .syslog else { return JournalEntry(event).bytes }
        let bytes = SyslogMessage(event, enterprise: enterprise).bytes
        guard bytes.count <= limit else {
            throw .messageTooLarge(
                destination, size: bytes.count, limit: "its receivers take \(limit) bytes",
                what: event.seq.map { "event \($0)" } ?? "the checkpoint")
        }
        return bytes
    }
}
