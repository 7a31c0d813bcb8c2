import FoundationEssentials
import Session
import Text

/// Verifies one history of a store, object by object: the chain, the tree, the checkpoints. It keeps eight bytes a row.
struct FleetWalk {
    /// The size of an object in bytes; farsign's are below a megabyte.
    private static let objectLimit = 16 << 20

    private let objects: any ObjectStore
    private(set) var found: FleetHistory

    /// The first bytes of each row's hash, in runs without a gap.
    private var runs: [(first: Int, hashes: [UInt64])] = []
    private var last: (seq: Int, hash: [UInt8])?
    /// Nil after a row that is missing, since no root is known then.
    private var tree: CompactRange? = CompactRange()
    private var lastTime: [UInt8] = []
    private var keys = AnnouncedKeys()
    /// Of the checkpoints that are to be compared.
    private var heads: [Int: TreeHead] = [:]
    private let sizes: Set<Int>
    private let names: [ShippedName]
    private let visit: (@Sendable (_ hostName: String?, ShippedLine) -> Void)?

    /// - Parameters:
    ///   - names: all objects of the history.
    ///   - visit: takes each different row, in order.
    init(
        _ origin: CheckpointOrigin, _ names: [ShippedName], in objects: any ObjectStore,
        visit: (@Sendable (_ hostName: String?, ShippedLine) -> Void)? = nil
    ) {
        self.objects = objects
        self.names = names
        self.visit = visit
        found = FleetHistory(origin)
        sizes = Set(
            names.compactMap { name in
                if case .checkpoint(let size) = name.content { size } else { nil }
            })
    }

    mutating func run(now: Date, silentAfter: TimeInterval) throws {
        let batches = names.compactMap { name -> (name: ShippedName, rows: ClosedRange<Int>)? in
            if case .rows(_, let rows) = name.content { (name, rows) } else { nil }
        }.sorted { ($0.rows.lowerBound, $0.rows.upperBound) < ($1.rows.lowerBound, $1.rows.upperBound) }
        for batch in batches { try read(batch.name, batch.rows) }
        for size in sizes.sorted() { try checkCheckpoint(of: size) }
        for name in keys.names.sorted() where !name.text.isExactly(found.origin.text) {
            found.add(.checkpoint, "its rows are of the history \(name.text.shown)")
        }
        found.lastHash = last.map { String(decoding: $0.hash, as: UTF8.self) }
        found.lastTime = lastTime.isEmpty ? nil : String(decoding: lastTime, as: UTF8.self)
        if let time = found.lastTime.flatMap(RFC3339.parse), now.timeIntervalSince(time) > silentAfter {
            found.add(.silent, "its last event is of \(RFC3339.seconds(time))")
        }
    }

    private mutating func read(_ name: ShippedName, _ rows: ClosedRange<Int>) throws {
        do {
            guard let object = try objects.get(name.text, limit: Self.objectLimit) else {
                found.add(.badObject, "\(name.text) is not there any more")
                return
            }
            guard case .rows(let date, _) = name.content else { return }
            var lines = try ShippedLines(object)
            var next = rows.lowerBound
            while let line = try lines.next() {
                guard line.seq == next, next <= rows.upperBound else {
                    found.add(.badObject, "\(name.text) has event \(line.seq) where event \(next) belongs")
                    return
                }
                guard line.date == date else {
                    found.add(.badObject, "\(name.text) has event \(line.seq) of another date")
                    return
                }
                take(line)
                next += 1
            }
            if next <= rows.upperBound { found.add(.badObject, "\(name.text) ends before event \(next)") }
        } catch let failure as ShippedLines.Failure {
            let reason =
                switch failure {
                case .notGzip: "is not a gzip file"
                case .truncated: "is cut off"
                case .badLine(let line): "has no event with its hash in line \(line)"
                }
            found.add(.badObject, "\(name.text) \(reason)")
        } catch let error as ObjectStoreError where error.code == .objectTooLarge {
            found.add(.badObject, "\(name.text) is too large")
        }
    }

    private mutating func take(_ line: ShippedLine) {
        let mark = Self.mark(line.hash)
        if let last, line.seq <= last.seq {
            // A row that was shipped twice, or another one in its place.
            guard let known = known(line.seq) else {
                return found.add(.gap, "event \(line.seq) comes after later ones")
            }
            if known != mark { found.add(.fork, "there are two different events \(line.seq)") }
            return
        }
        let next = (last?.seq ?? 0) + 1
        if line.seq > next {
            found.add(
                .gap,
                next == line.seq - 1 ? "event \(next) is missing" : "events \(next) to \(line.seq - 1) are missing")
            tree = nil
            runs.append((line.seq, []))
        } else if line.previousHash != last?.hash ?? Array(AuditRecord.genesis.utf8) {
            found.add(.brokenChain, "event \(line.seq) does not follow event \(next - 1)")
            tree = nil
        }
        if runs.isEmpty { runs.append((line.seq, [])) }
        runs[runs.count - 1].hashes.append(mark)
        last = (line.seq, line.hash)
        found.rows += 1
        if tree != nil {
            tree?.append(line.leaf)
            if sizes.contains(line.seq), let tree { heads[line.seq] = TreeHead(tree) }
        }
        if found.hostName == nil { found.hostName = line.hostName.map { String(decoding: $0, as: UTF8.self) } }
        visit?(found.hostName, line)
        if let key = line.checkpointKey { keys.append(seq: line.seq, detail: key) }
        lastTime = line.time
    }

    /// The mark of a row that was read already.
    private func known(_ seq: Int) -> UInt64? {
        guard let run = runs.last(where: { $0.first <= seq }), seq - run.first < run.hashes.count else { return nil }
        return run.hashes[seq - run.first]
    }

    private static func mark(_ hash: [UInt8]) -> UInt64 {
        UInt64(String(decoding: hash.prefix(16), as: UTF8.self), radix: 16).map { max($0, 1) } ?? 1
    }

    private mutating func checkCheckpoint(of size: Int) throws {
        let name = ShippedName(found.origin, .checkpoint(size: size)).text
        guard let object = try objects.get(name, limit: SignedNote.limit) else { return }
        let checkpoint: Checkpoint
        do throws(CheckpointError) {
            checkpoint = try Checkpoint(parsing: object)
        } catch {
            found.add(.badObject, "\(name) is no checkpoint")
            return
        }
        guard checkpoint.head.size == size, checkpoint.origin.isExactly(found.origin.text) else {
            found.add(.checkpoint, "\(name) is of another history or size")
            return
        }
        guard let key = keys.key(at: size), key.verifies(checkpoint.note) else {
            found.add(.checkpoint, "the checkpoint of \(size) events was not signed by the key that the history names")
            return
        }
        guard size <= last?.seq ?? 0 else {
            found.add(.cutTail, "a checkpoint covers \(size) events, and only \(last?.seq ?? 0) are there")
            return
        }
        // Without a root because of a gap, which was told.
        guard let head = heads[size] else { return }
        guard head == checkpoint.head else {
            found.add(.checkpoint, "the first \(size) events are not those that were signed")
            return
        }
        found.checkpoints += 1
        found.lastCheckpoint = head
    }
}
