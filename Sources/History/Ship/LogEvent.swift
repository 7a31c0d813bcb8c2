import Session
import Text

/// What a log daemon gets of a history: a row, or a checkpoint after the rows.
///
/// Only ``text`` proves something. The facts repeat what is in it, for daemons that select messages by them.
package struct LogEvent: Sendable {
    /// The kind of a message with a checkpoint.
    package static let checkpoint = "checkpoint"
    /// `authpriv`, which daemons keep from other users.
    static let facility = 10

    let source: OCSFEvent.Source
    /// A row's kind, or ``checkpoint``.
    let kind: String
    /// RFC 3339.
    let time: String
    let severity: LogSeverity
    /// The row's number; nil for a checkpoint.
    package let seq: Int?
    /// The canonical bytes of the row. For a checkpoint, JSON of one line with the note.
    let text: [UInt8]
    /// In lower case, in the order in which they are written.
    let facts: [(name: String, value: String)]

    package init(_ row: HistoryRow, from source: OCSFEvent.Source) {
        let record = row.record
        self.source = source
        kind = record.kind
        time = record.time
        severity = LogSeverity(record)
        seq = record.seq
        text = row.canonical
        facts = Self.present([
            ("origin", source.origin.text), ("seq", String(record.seq)), ("hash", record.hash), ("kind", record.kind),
            ("outcome", record.outcome), ("profile", record.profile), ("session", record.session),
            ("account", record.account), ("user", record.actor.user), ("process", record.actor.process),
        ])
    }

    /// - Parameter last: the last row that it covers, whose time it gets.
    package init(_ checkpoint: SignedNote, after last: HistoryRow, from source: OCSFEvent.Source) {
        self.source = source
        kind = Self.checkpoint
        time = last.record.time
        severity = .informational
        seq = nil
        text = Array(JSONValue.object(["checkpoint": .string(checkpoint.encoded)]).canonical.utf8)
        facts = Self.present([("origin", source.origin.text), ("kind", Self.checkpoint)])
    }

    private static func present(_ facts: [(name: String, value: String?)]) -> [(name: String, value: String)] {
        facts.compactMap { name, value in value.map { (name, $0) } }
    }
}
