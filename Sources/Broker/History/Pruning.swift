import FarsignCore
package import FoundationEssentials
package import History
import Session
import Text

/// Removes old rows that somebody else can vouch for.
package struct Pruning {
    package struct Report: Sendable {
        package let removed: Int
        /// The last row that is not there any more.
        package let through: Int
        /// Rows of that time that nothing covers.
        package let notCovered: Int
    }

    private let stores: Stores
    private let checkpoints: Checkpoints
    private let person: Person

    package init(stores: Stores, checkpoints: Checkpoints, person: Person) {
        self.stores = stores
        self.checkpoints = checkpoints
        self.person = person
    }

    /// - Parameter given: a checkpoint that is kept elsewhere.
    /// - Throws: ``HistoryError`` if nothing covers any row, or if the history or the checkpoint does not verify;
    ///   ``StateError``.
    package func run(before time: Date, _ given: Checkpoint?, now: Date) throws -> Report {
        let history = try checkpoints.verify(nil, given.map { [$0] } ?? [], trusted: nil)
        var destinations = try stores.history.destinations()
        // One that the administrator requires needs all rows, also before anything was shipped there.
        for rule in try stores.configuration.rules().requireShipping
        where !destinations.contains(where: { $0.name.isExactly(rule.value) }) {
            destinations.append((rule.value, history.pruned))
        }
        // A log daemon does not tell what became of a row. But a destination that lacks rows still needs them.
        guard given != nil || destinations.contains(where: { !LogDestination.isName($0.name) && $0.rows > 0 }),
            let covered = (destinations.map(\.rows) + [given?.head.size].compactMap(\.self)).min()
        else {
            throw HistoryError(
                .notCovered, "nothing elsewhere vouches for these events",
                hint:
                    "ship the history to a bucket or a folder with 'farsign audit ship', or keep a checkpoint elsewhere "
                    + "and name it with --checkpoint")
        }
        // The last row stays, and with it the place of the next one.
        let old = min(try stores.history.rows(before: time) ?? history.rows, history.rows - 1)
        let end = min(old, covered)
        guard end > history.pruned else {
            return Report(removed: 0, through: history.pruned, notCovered: max(0, old - max(end, history.pruned)))
        }
        try stores.history.prune(
            through: end, key: try checkpoints.announced().key(at: end), by: person.actor(), at: now)
        return Report(removed: end - history.pruned, through: end, notCovered: old - end)
    }
}
