import FarsignCore
package import FoundationEssentials
package import History
package import Session
import SignIn
import Text

/// Signs checkpoints of this user's history, and compares the history with earlier ones.
package struct Checkpoints: Sendable {
    private let stores: Stores
    private let person: Person
    private let now: @Sendable () -> Date

    package init(stores: Stores, person: Person, now: @escaping @Sendable () -> Date) {
        self.stores = stores
        self.person = person
        self.now = now
    }

    /// A checkpoint of all rows. The first one makes the key.
    package func sign() throws -> Checkpoint {
        let signer = try key().signer
        return try Checkpoint(signer.sign(TreeHead(try stores.history.tree())))
    }

    /// The key with which others verify this history's checkpoints.
    package func verifier() throws -> NoteVerifier { try key().signer.verifier }

    /// What the events of this history say about where they come from.
    package func source(hostName: String, _ version: String) throws -> OCSFEvent.Source? {
        CheckpointOrigin(try verifier().name).map { OCSFEvent.Source(origin: $0, hostName: hostName, version: version) }
    }

    /// The proof that a row is among those of the checkpoint that comes with it, or of the given one.
    ///
    /// - Throws: ``HistoryError`` if there is no such row.
    package func proveInclusion(of seq: Int) throws -> String {
        let checkpoint = try sign()
        let size = checkpoint.head.size
        let hashes = try stores.history.prove { _, pruned in TreeProof(leaf: seq - 1, size: size, after: pruned) }
        guard let hashes else { throw HistoryError.noEvent(seq) }
        return checkpoint.inclusionProof(seq: seq, hashes)
    }

    /// The proof that the first `size` rows are still the first ones.
    ///
    /// - Throws: ``HistoryError`` if there are not so many, or if they were pruned.
    package func proveConsistency(from old: Int) throws -> String {
        let checkpoint = try sign()
        let size = checkpoint.head.size
        let hashes = try stores.history.prove { _, pruned in TreeProof(from: old, size: size, after: pruned) }
        guard let hashes else { throw HistoryError.noEvent(old) }
        return checkpoint.consistencyProof(from: old, hashes)
    }

    /// Verifies the whole history, and that it contains what is known of it.
    ///
    /// - Parameters:
    ///   - expected: a row that it must contain.
    ///   - checkpoints: of this history, from any time. The first that does not fit is told.
    ///   - trusted: the key that signed them, where it is known from elsewhere.
    /// - Throws: ``HistoryError``, ``StateError``.
    package func verify(
        _ expected: ExpectedEvent?, _ checkpoints: [Checkpoint], trusted: NoteVerifier?
    ) throws -> IntactHistory {
        let history: IntactHistory
        switch try stores.history.verify(expected, sizes: Set(checkpoints.map(\.head.size))) {
        case .intact(let intact): history = intact
        case .broken(let seq, let reason): throw HistoryError.chainBroken(seq, reason)
        case .altered(let reason): throw HistoryError.ledgerAltered(reason)
        case .setAside(let path): throw HistoryError.setAside(path)
        }
        let check = CheckpointCheck(history, announced: try announced(), trusted: trusted)
        for checkpoint in checkpoints { try check.check(checkpoint) }
        return history
    }

    func announced() throws -> AnnouncedKeys {
        let pruned = try stores.ledger.events(AuditFilter(kind: .historyPruned, limit: 1))
        return AnnouncedKeys(pruned + (try stores.ledger.events(AuditFilter(kind: .checkpointKey, limit: .max))))
    }

    /// The key that this history names last, which is made if there is none, and the row that names it.
    func key() throws -> (signer: NoteSigner, announcedAt: Int) {
        try stores.checkpointKeys.hold {
            let announced = try announced().current
            let kept = try stores.checkpointKeys.load()
            if let kept, let announced, kept.verifier == announced.key { return (kept, announced.seq) }
            let signer = NoteSigner(name: announced?.key.name ?? origin(after: kept).text)
            // The row first: a row whose key is lost does no harm, and a key that no row names would be another history's.
            try stores.ledger.write(
                LedgerEntry(
                    time: now(),
                    events: [
                        AuditEvent(
                            .checkpointKey, actor: person.actor(), detail: AnnouncedKeys.detail(signer.verifier))
                    ]))
            try stores.checkpointKeys.save(signer)
            return (signer, try self.announced().current?.seq ?? 0)
        }
    }

    /// - Parameter kept: a key that this ledger does not name, so it was made for an earlier one.
    private func origin(after kept: NoteSigner?) -> CheckpointOrigin {
        let actor = person.actor()
        return CheckpointOrigin(
            machineID: stores.checkpointKeys.machineID(), user: actor.user, uid: actor.uid,
            history: kept.flatMap { CheckpointOrigin($0.verifier.name) }.map { $0.history + 1 } ?? 1)
    }
}
