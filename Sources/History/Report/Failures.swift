import FoundationEssentials
import Session
import Text

/// What failed or was refused: how often, by reason, and the latest ones.
struct Failures: Sendable {
    struct Reason: Sendable, Hashable {
        let kind: ExactText
        let error: ExactText?
    }

    struct Item: Sendable {
        let seq: Int
        let time: Date?
        let reason: Reason
        let isRefusal: Bool
        let owner: HostedName
        let place: ReportedPlace?
        let program: ExactText?

        init(_ event: ReportedEvent) {
            seq = event.record.seq
            time = event.time
            reason = Reason(
                kind: ExactText(name: event.record.kind), error: event.error.map { ExactText(name: $0) })
            isRefusal = event.isRefusal
            owner = HostedName(event.host, event.record.profile)
            place = event.place
            program = event.record.actor.process.map { ExactText(name: $0) }
        }
    }

    struct Count: Sendable {
        let reason: Reason
        let isRefusal: Bool
        var count: Int
        /// The latest one.
        var last: Item
    }

    /// Failures that follow each other and differ only in their time.
    struct Run: Sendable {
        let last: Item
        var first: Item
        var count = 1

        fileprivate func continues(with item: Item) -> Bool {
            first.reason == item.reason && first.owner == item.owner && first.place == item.place
                && first.program == item.program
        }
    }

    static let maxReasons = 1_000
    static let maxItems = 100

    private(set) var others = 0
    private var counts: [Reason: Count] = [:]
    private var items: [Item] = []

    mutating func add(_ event: ReportedEvent) {
        let item = Item(event)
        if var count = counts[item.reason] {
            count.count += 1
            if count.last.time ?? .distantPast <= item.time ?? .distantPast { count.last = item }
            counts[item.reason] = count
        } else if counts.count < Self.maxReasons {
            counts[item.reason] = Count(reason: item.reason, isRefusal: item.isRefusal, count: 1, last: item)
        } else {
            others += 1
        }
        items.append(item)
        // The hosts come one after another, so the latest one added is not the latest in time.
        if items.count >= 10 * Self.maxItems { items = latest }
    }

    /// The latest ones first.
    var runs: [Run] {
        latest.reduce(into: []) { runs, item in
            if let run = runs.last, run.continues(with: item) {
                runs[runs.count - 1].first = item
                runs[runs.count - 1].count += 1
            } else {
                runs.append(Run(last: item, first: item))
            }
        }
    }

    private var latest: [Item] {
        let sorted = items.sorted { left, right in
            let (later, earlier) = (left.time ?? .distantPast, right.time ?? .distantPast)
            return later == earlier ? left.seq > right.seq : later > earlier
        }
        return Array(sorted.prefix(Self.maxItems))
    }

    /// Refusals first, since somebody may have tried something; then the most frequent.
    func reasons(_ limit: Int) -> (counts: [Count], rest: Int) {
        let sorted = counts.values.sorted { left, right in
            if left.isRefusal != right.isRefusal { return left.isRefusal }
            if left.count != right.count { return left.count > right.count }
            return (left.reason.kind, left.reason.error ?? "") < (right.reason.kind, right.reason.error ?? "")
        }
        return (Array(sorted.prefix(limit)), sorted.dropFirst(limit).reduce(others) { $0 + $1.count })
    }
}
