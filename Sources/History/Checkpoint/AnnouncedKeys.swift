package import Session
package import Text

/// The keys that a history itself names, each in a row from which on its checkpoints are signed with that key.
///
/// A key that is made later, by whoever changes rows, is named in a later row or in rows that no earlier checkpoint
/// fits: a checkpoint of any size counts only if the rows that it covers name its key last.
package struct AnnouncedKeys: Sendable {
    private var keys: [(seq: Int, key: NoteVerifier)] = []

    /// None.
    package init() {}

    /// - Parameter records: all rows of the kind ``AuditEvent/Kind/checkpointKey``, in order, and before them the last one
    ///   of the kind ``AuditEvent/Kind/historyPruned``, which names the key of the rows that are gone. Others are left out.
    package init(_ records: [AuditRecord]) {
        for record in records {
            switch AuditEvent.Kind(rawValue: record.kind) {
            case .checkpointKey: append(seq: record.seq, detail: record.detail)
            case .historyPruned: append(seq: record.detail["rows"]?.int ?? record.seq, detail: record.detail)
            default: continue
            }
        }
    }

    /// Takes the row of a key, if it names one.
    package mutating func append(seq: Int, detail: JSONValue) {
        guard let text = detail["key"]?.text, let key = try? NoteVerifier(parsing: text) else { return }
        keys.append((seq, key))
    }

    /// The names of all keys, which are the origins of the history's checkpoints.
    package var names: Set<ExactText> { Set(keys.map { ExactText($0.key.name) }) }

    /// The key that signs now, and the row that names it.
    package var current: (seq: Int, key: NoteVerifier)? { keys.last }

    /// The key that signed when there were so many rows.
    package func key(at size: Int) -> NoteVerifier? {
        keys.last { $0.seq <= size }?.key
    }

    /// The row's detail.
    package static func detail(_ key: NoteVerifier) -> [JSONName: JSONValue] {
        ["key": .string(key.text)]
    }
}
