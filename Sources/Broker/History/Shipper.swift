import FarsignCore
import Gzip
package import History
import Session
import Synchronization
import Text

/// Copies the history to a store of objects: rows in order, each object once, and a checkpoint after each.
///
/// It can be killed at any time: what the store has is only known by its answer, so an object may be sent again, and rows
/// may stand in two objects. Their sequence number and hash tell that they are the same.
package struct Shipper {
    /// In rows; compressed it is below the megabyte from which on libcurl asks before it sends.
    private static let batch = 5_000
    /// The size of an object that is compared with one of the same name.
    private static let limit = 64 << 20

    /// What was done.
    package struct Report: Sendable {
        package var rows = 0
        package var objects = 0
        /// How many rows the store has now.
        package var shipped = 0
    }

    private let stores: Stores
    private let checkpoints: Checkpoints
    private let objects: any ObjectStore
    private let hostName: String
    private let version: String

    /// - Parameter hostName: this machine's name, as the events tell it.
    package init(
        stores: Stores, checkpoints: Checkpoints, to objects: any ObjectStore, hostName: String, version: String
    ) {
        self.stores = stores
        self.checkpoints = checkpoints
        self.objects = objects
        self.hostName = hostName
        self.version = version
    }

    /// Ships all rows that the store lacks.
    ///
    /// - Parameter progress: is told after each object how many rows are there, and how many there will be.
    /// - Throws: ``ShippingError``, ``ObjectStoreError``, ``HistoryError``, ``TransportError``, ``StateError``. What was
    ///   shipped until then stays.
    package func run(progress: (_ shipped: Int, _ all: Int) -> Void) throws -> Report {
        let key = try checkpoints.key()
        guard let origin = CheckpointOrigin(key.signer.verifier.name) else {
            throw CheckpointError.badKey("its name is not farsign's: \(key.signer.verifier.name.shown)")
        }
        return try stores.history.hold(objects.name) {
            let source = OCSFEvent.Source(origin: origin, hostName: hostName, version: version)
            var shipment = try stores.history.shipment(to: objects.name)
            var report = Report()
            let all = try stores.ledger.events(AuditFilter(limit: 1)).last?.seq ?? 0
            while case let batches = try read(after: shipment), !batches.isEmpty {
                for (batch, bytes) in zip(batches, Self.objects(batches, source)) {
                    try ship(batch, bytes, of: source, &shipment)
                    if shipment.tree.size >= key.announcedAt {
                        try put(checkpoint: key.signer.sign(TreeHead(shipment.tree)), of: origin)
                    }
                    report.rows += batch.rows.count
                    report.objects += 1
                    report.shipped = shipment.tree.size
                    progress(report.shipped, max(all, report.shipped))
                }
            }
            report.shipped = shipment.tree.size
            return report
        }
    }

    /// The rows of one object.
    private struct Batch: Sendable {
        let rows: [HistoryRow]
        /// What the store has with them.
        let shipment: Shipment
    }

    /// Reads the next rows, for as many objects as there are processors.
    private func read(after shipment: Shipment) throws -> [Batch] {
        var batches: [Batch] = []
        var shipment = shipment
        while batches.count < Parallel.processors {
            // An object that may have been written is written again, and no other with some of its rows.
            let limit = shipment.attempt.map { $0.last - shipment.tree.size } ?? Self.batch
            let rows = try stores.history.rows(after: shipment, limit: max(1, min(limit, Self.batch)))
            guard let first = rows.first else { break }
            // An object holds the rows of one day.
            let batch = Array(rows.prefix { $0.date == first.date })
            for row in batch {
                shipment.tree.append(row.leaf)
                shipment.hash = row.record.hash
            }
            shipment.attempt = nil
            batches.append(Batch(rows: batch, shipment: shipment))
        }
        return batches
    }

    /// Makes an object of each batch, on all processors, since that takes longer than all else.
    private static func objects(_ batches: [Batch], _ source: OCSFEvent.Source) -> [[UInt8]] {
        let objects = Mutex([[UInt8]](repeating: [], count: batches.count))
        Parallel.perform(batches.count) { index in
            let object = object(batches[index].rows, source)
            objects.withLock { $0[index] = object }
        }
        return objects.withLock { $0 }
    }

    private static func object(_ rows: [HistoryRow], _ source: OCSFEvent.Source) -> [UInt8] {
        var object = GzipWriter()
        var line = CanonicalWriter()
        for row in rows {
            line.removeAll()
            OCSFEvent(row, from: source).write(to: &line)
            line.lineFeed()
            line.bytes.withBytes { object.write($0) }
        }
        return object.finish()
    }

    private func ship(
        _ batch: Batch, _ bytes: [UInt8], of source: OCSFEvent.Source, _ shipment: inout Shipment
    ) throws {
        guard let first = batch.rows.first, let last = batch.rows.last else { return }
        let name = ShippedName(
            source.origin, .rows(date: first.shownDate, first.record.seq...last.record.seq))
        let attempt = Shipment.Attempt(last: last.record.seq, digest: bytes.sha256.hex)
        let before = shipment.attempt
        shipment.attempt = attempt
        try stores.history.save(shipment, to: objects.name)
        do {
            if case .exists(let maybeOurs) = try objects.put(name.text, bytes) {
                try compare(name, bytes, batch.rows, isRepeated: maybeOurs || before == attempt)
            }
        } catch {
            // Only an attempt without an answer may have written it.
            if !Self.mayHaveWritten(error) {
                shipment.attempt = before
                try stores.history.save(shipment, to: objects.name)
            }
            throw error
        }
        shipment = batch.shipment
        try stores.history.save(shipment, to: objects.name)
    }

    private static func mayHaveWritten(_ error: any Error) -> Bool {
        switch error {
        case let error as TransportError: error.mayHaveBeenSent
        case let error as ObjectStoreError: error.code == .unavailable
        case is ShippingError: false
        default: true
        }
    }

    /// An object of this name is there. It is ours if it has the same rows.
    ///
    /// - Parameter isRepeated: whether these very bytes were sent before, without an answer.
    private func compare(_ name: ShippedName, _ bytes: [UInt8], _ rows: [HistoryRow], isRepeated: Bool) throws {
        let found: [UInt8]?
        do {
            found = try objects.get(name.text, limit: Self.limit)
        } catch let error as ObjectStoreError where error.code == .accessDenied {
            if isRepeated { return }
            throw ShippingError.fork(name.text, in: objects.name, reason: "and does not let us compare it")
        }
        guard found == bytes || found.map({ Self.holds($0, rows) }) == true else {
            throw ShippingError.fork(name.text, in: objects.name, reason: "with other rows")
        }
    }

    /// Whether the object has these rows and no others, perhaps written by another version.
    private static func holds(_ object: [UInt8], _ rows: [HistoryRow]) -> Bool {
        guard var lines = try? ShippedLines(object) else { return false }
        for row in rows {
            guard let line = try? lines.next(), line.canonical == row.canonical else { return false }
        }
        return (try? lines.next().map { _ in true } ?? false) == false
    }

    private func put(checkpoint note: SignedNote, of origin: CheckpointOrigin) throws {
        let checkpoint = try Checkpoint(note)
        let name = ShippedName(origin, .checkpoint(size: checkpoint.head.size))
        guard try objects.put(name.text, Array(checkpoint.encoded.utf8)) != .written else { return }
        do {
            guard let found = try objects.get(name.text, limit: SignedNote.limit),
                try Checkpoint(parsing: found).head == checkpoint.head
            else { throw ShippingError.fork(name.text, in: objects.name, reason: "for other rows") }
        } catch let error as ObjectStoreError where error.code == .accessDenied {
            // The rows were compared, or their object was ours.
            return
        }
    }
}

extension HistoryRow {
    /// The date for the object's name, also where somebody changed the time.
    fileprivate var shownDate: String { ShippedName.isDate(date) ? date : ShippedName.noDate }
}
