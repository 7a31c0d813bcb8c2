import Broker
import Session
import Text

/// What ends `farsign audit list --follow`.
package enum FollowEnd: Sendable {
    case interrupted
    /// Nobody reads stdout any more.
    case readerGone
}

extension AuditListCommand {
    /// How often to look for new events.
    private static let interval = Duration.milliseconds(200)

    /// Prints the last events, then each new one, until the person or the reader ends it.
    func follow(in world: World) throws -> ExitStatus {
        let wait = try world.follow()
        let filter = try filter(world.service.surroundings)
        var lines = EventLines(json: json, screen: world.console.screen)
        var followed = FollowedLedger(ledger: world.stores.ledger, filter: filter)
        var isFirst = true
        while true {
            do {
                let records = try followed.next()
                var times = LocalTime(world.service.surroundings, on: world.console.screen)
                times.style = .clock
                if let text = lines.text(records, times) {
                    try world.console.answer(text)
                } else if isFirst, !json {
                    try explainNothing(in: world)
                }
                isFirst = false
            } catch let error as StateError where error.code == .ledgerLocked {
                // The next look finds what this one could not read.
            } catch let error as StateError where error.code == .ledgerCorrupt {
                world.console.warn(error.summary)
            } catch  where wait(.zero) == .readerGone {
                return .done
            }
            switch wait(Self.interval) {
            case .interrupted: return .interrupted
            case .readerGone: return .done
            case nil: break
            }
        }
    }
}

/// A ledger that is read while others write it. Another ledger may take its place.
private struct FollowedLedger {
    let ledger: any Ledger
    let filter: AuditFilter
    /// The last event that was there at the last look; nil before the first look.
    private var last: (seq: Int, hash: String)?

    init(ledger: any Ledger, filter: AuditFilter) {
        self.ledger = ledger
        self.filter = filter
    }

    /// First the last events that match, then those that were written since.
    mutating func next() throws(StateError) -> [AuditRecord] {
        let head = try ledger.events(AuditFilter(limit: 1)).first
        let found: (seq: Int, hash: String) = head.map { ($0.seq, $0.hash) } ?? (0, AuditRecord.genesis)
        var wanted = filter
        wanted.before = found.seq + 1
        if let last {
            if found == last { return [] }
            wanted.after = try isSame(after: last, found.seq) ? last.seq : 0
            wanted.limit = .max
        }
        let records = try ledger.events(wanted)
        last = found
        return records
    }

    /// Whether the event that was the last one is still in the ledger, or was pruned since.
    private func isSame(after last: (seq: Int, hash: String), _ head: Int) throws(StateError) -> Bool {
        guard head >= last.seq else { return false }
        var filter = AuditFilter(limit: 1)
        filter.seq = last.seq
        return try ledger.events(filter).first.map { $0.hash == last.hash } ?? true
    }
}
