import FarsignCore
package import History
import Session
import Text

/// Copies the history to a log daemon of this machine: rows in order, and a signed checkpoint after the last one.
///
/// A log daemon does not answer. When it ends, what it has not read from its socket is lost, and what it has read last may
/// be. So rows count as shipped only when it has also read a later message. It can be killed at any time, and rows may
/// arrive twice. Their sequence number and hash tell that they are the same.
package struct LogShipper {
    /// In rows: twice as many may be sent again if the daemon ends, or this process does.
    private static let batch = 500

    /// What was done.
    package struct Report: Sendable {
        package var rows = 0
        /// How many rows were sent in all runs.
        package var shipped = 0
    }

    private let stores: Stores
    private let checkpoints: Checkpoints
    private let destination: LogDestination
    private let format: LogFormat
    private let connect: () throws -> any LogSocket
    private let hostName: String
    private let version: String

    /// - Parameters:
    ///   - connect: is called once, if there is something to ship.
    ///   - hostName: this machine's name, as the messages tell it.
    package init(
        stores: Stores, checkpoints: Checkpoints, to destination: LogDestination, as format: LogFormat,
        connect: @escaping () throws -> any LogSocket, hostName: String, version: String
    ) {
        self.stores = stores
        self.checkpoints = checkpoints
        self.destination = destination
        self.format = format
        self.connect = connect
        self.hostName = hostName
        self.version = version
    }

    /// Ships all rows that were not shipped yet.
    ///
    /// - Parameter progress: is told after each batch how many rows are there, and how many there will be.
    /// - Throws: ``LogSocketError``, ``HistoryError``, ``StateError``. What was shipped until then stays.
    package func run(progress: (_ shipped: Int, _ all: Int) -> Void) throws -> Report {
        let key = try checkpoints.key()
        guard let source = try checkpoints.source(hostName: hostName, version) else {
            throw CheckpointError.badKey("its name is not farsign's: \(key.signer.verifier.name.shown)")
        }
        return try stores.history.hold(destination.name) {
            var shipment = try stores.history.shipment(to: destination.name)
            var report = Report(shipped: shipment.tree.size)
            var rows = try stores.history.rows(after: shipment, limit: Self.batch)
            guard !rows.isEmpty else { return report }
            let all = try stores.ledger.events(AuditFilter(limit: 1)).last?.seq ?? 0
            let socket = try connect()
            var confirmed: Shipment?
            while let last = rows.last {
                for row in rows {
                    try socket.send(format.message(LogEvent(row, from: source)))
                    shipment.tree.append(row.leaf)
                }
                shipment.hash = last.record.hash
                try socket.drain()
                // The daemon has read these rows after it was done with the ones before them.
                if let confirmed { try stores.history.save(confirmed, to: destination.name) }
                confirmed = shipment
                report.rows += rows.count
                report.shipped = shipment.tree.size
                progress(report.shipped, max(all, report.shipped))
                rows = try stores.history.rows(after: shipment, limit: Self.batch)
                guard rows.isEmpty else { continue }
                let checkpoint = try key.signer.sign(TreeHead(shipment.tree))
                try socket.send(format.message(LogEvent(checkpoint, after: last, from: source)))
                try socket.drain()
                try stores.history.save(shipment, to: destination.name)
            }
            return report
        }
    }
}
