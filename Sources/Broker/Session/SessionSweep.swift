import FarsignCore
import FoundationEssentials
import Session
import Text

/// Finds farsign's sessions that ended without a sign-out, because no profile uses them any more or their tokens are
/// missing. It removes what is left of them and records that in the history.
struct SessionSweep: Sendable {
    let stores: Stores
    let now: @Sendable () -> Date
    let actor: @Sendable () -> Actor

    /// A session that another process is using is left for the next time.
    func run() throws {
        for record in try stores.records.records() where try isOver(record) {
            do {
                try stores.locks.hold(.session(record), within: .zero) { _ in
                    if try stores.records.record(of: record.arn) == record, try isOver(record) { try end(record) }
                }
            } catch let error as StateError where error.code == .locked {
                continue
            }
        }
    }

    private func isOver(_ record: SessionRecord) throws -> Bool {
        if try !stores.tokens.exist(of: record) {
            return try !stores.signIns.entries().contains { $0.record.arn == record.arn }
        }
        return try stores.profiles(of: record.arn).isEmpty
    }

    /// The record is removed last: as long as it exists, the next command continues.
    private func end(_ record: SessionRecord) throws {
        let bindings = try stores.records.bindings().filter { $0.session == record.arn }
        try stores.tokens.remove(record)
        try stores.ledger.write(
            .signedOut(record, profiles: bindings.map(\.profile), tokensRemoved: true, time: now(), actor: actor()))
        for binding in bindings { try stores.records.removeBinding(of: binding.profile) }
        try stores.records.removeRecord(of: record.arn)
    }
}

extension LedgerEntry {
    /// - Parameter events: the events to write before the sign-out.
    static func signedOut(
        _ record: SessionRecord, profiles: [String], tokensRemoved: Bool, time: Date, actor: Actor,
        after events: [AuditEvent] = []
    ) -> LedgerEntry {
        var changes = profiles.map { Change.signedOut(profile: $0) }
        if tokensRemoved { changes.append(.tokensRemoved(record.arn)) }
        let names = profiles.isEmpty ? [nil] : profiles.map(Optional.some)
        return LedgerEntry(
            time: time, changes: changes,
            events: events
                + names.map { profile in
                    AuditEvent(
                        .signedOut, profile: profile, session: record.arn, actor: actor,
                        detail: ["tokens_removed": .bool(tokensRemoved)])
                })
    }
}
