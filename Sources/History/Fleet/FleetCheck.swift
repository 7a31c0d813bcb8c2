package import FoundationEssentials
import Synchronization
import Text

/// Verifies all histories of a store.
package struct FleetCheck: Sendable {
    private let objects: any ObjectStore
    private let now: Date
    private let silentAfter: TimeInterval

    /// - Parameter silentAfter: how old the last row of a history may be, in seconds.
    package init(_ objects: any ObjectStore, now: Date, silentAfter: TimeInterval) {
        self.objects = objects
        self.now = now
        self.silentAfter = silentAfter
    }

    package struct Result: Sendable {
        /// By host and user.
        package let histories: [FleetHistory]
        /// Objects whose names are not farsign's, the first hundred of them.
        package let foreign: [String]
        package let foreignCount: Int

        package var rows: Int { histories.reduce(0) { $0 + $1.rows } }
        package var isIntact: Bool { histories.allSatisfy(\.isIntact) }
    }

    /// - Parameters:
    ///   - visit: takes each different row; those of one history in order, from any thread.
    ///   - progress: is told how many histories are done, from any thread.
    /// - Throws: what the store throws.
    package func run(
        visit: (@Sendable (_ hostName: String?, ShippedLine) -> Void)? = nil,
        progress: @escaping @Sendable (_ done: Int, _ all: Int) -> Void
    ) throws -> Result {
        var histories: [CheckpointOrigin: [ShippedName]] = [:]
        var foreign: [String] = []
        var foreignCount = 0
        for text in try objects.list() {
            if let name = ShippedName(text) {
                histories[name.origin, default: []].append(name)
            } else {
                foreignCount += 1
                if foreign.count < 100 { foreign.append(text) }
            }
        }
        let all = histories.sorted { $0.key.text < $1.key.text }
        let found = Mutex([FleetHistory?](repeating: nil, count: all.count))
        let failure = Mutex((any Error)?.none)
        let done = Atomic(0)
        let (objects, now, silentAfter) = (objects, now, silentAfter)
        Parallel.perform(all.count) { index in
            if failure.withLock({ $0 != nil }) { return }
            do {
                var walk = FleetWalk(all[index].key, all[index].value, in: objects, visit: visit)
                try walk.run(now: now, silentAfter: silentAfter)
                let history = walk.found
                found.withLock { $0[index] = history }
                progress(done.add(1, ordering: .relaxed).newValue, all.count)
            } catch {
                failure.withLock { $0 = $0 ?? error }
            }
        }
        if let error = failure.withLock({ $0 }) { throw error }
        return Result(histories: found.withLock { $0.compactMap(\.self) }, foreign: foreign, foreignCount: foreignCount)
    }
}
