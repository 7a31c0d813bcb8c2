import Text

/// Compares checkpoints with a history whose chain is intact.
package struct CheckpointCheck: Sendable {
    private let history: IntactHistory
    private let announced: AnnouncedKeys
    private let trusted: NoteVerifier?

    /// - Parameters:
    ///   - history: with the heads of all sizes that will be asked for.
    ///   - trusted: the key that must have signed, whatever the history says.
    package init(_ history: IntactHistory, announced: AnnouncedKeys, trusted: NoteVerifier?) {
        self.history = history
        self.announced = announced
        self.trusted = trusted
    }

    /// - Throws: ``HistoryError`` with the code ``HistoryErrorCode/checkpointRefuted`` or
    ///   ``HistoryErrorCode/checkpointKey``.
    package func check(_ checkpoint: Checkpoint) throws(HistoryError) {
        let size = checkpoint.head.size
        let rows = Self.rows(size)
        guard let key = trusted ?? announced.key(at: size) else {
            // The row of the key may be among those that are missing.
            guard size <= history.rows else {
                throw .checkpointRefuted(
                    "the history has \(Self.rows(history.rows)) and names no key, and the checkpoint is of \(rows)",
                    hint: "rows are missing at its end, or the checkpoint is not of this history")
            }
            throw .checkpointKey("none of the first \(rows) names the key of the checkpoint's history")
        }
        guard checkpoint.origin.isExactly(key.name) else {
            throw .checkpointKey(
                "the checkpoint is of the history \(checkpoint.origin.shown), and this is \(key.name.shown)")
        }
        guard key.verifies(checkpoint.note) else {
            throw .checkpointKey("the checkpoint of \(rows) was not signed by the key that the history had then")
        }
        guard size <= history.rows else {
            throw .checkpointRefuted(
                "the history has \(Self.rows(history.rows)), but had \(rows) when the checkpoint was signed",
                hint: "rows are missing at its end, or an older ledger was put in its place")
        }
        guard size >= history.pruned else {
            throw .checkpointRefuted(
                "the first \(Self.rows(history.pruned)) were pruned, so a checkpoint of \(rows) cannot be compared",
                hint: "use a later checkpoint, or verify the shipped objects")
        }
        guard history.heads[size] == checkpoint.head else {
            throw .checkpointRefuted(
                "the first \(rows) of the history are not those that the checkpoint was signed for",
                hint: "rows were changed and the chain was computed anew: compare the ledger with a copy of it")
        }
    }

    private static func rows(_ count: Int) -> String { count == 1 ? "1 event" : "\(count) events" }
}

extension HistoryError {
    fileprivate static func checkpointRefuted(_ summary: String, hint: String) -> HistoryError {
        HistoryError(.checkpointRefuted, summary, hint: hint)
    }

    fileprivate static func checkpointKey(_ summary: String) -> HistoryError {
        HistoryError(
            .checkpointKey, summary, hint: "see 'farsign audit list --kind checkpoint-key' for the keys it had")
    }
}
