import FoundationEssentials
import Session
import Text

/// Events as lines: JSON, the table for scripts, or the one for a person at a terminal. Each call's events follow those
/// of the call before.
struct EventLines {
    private enum Form {
        case json
        case plain(widths: [Int])
        case screen(ScreenTable)
    }

    private var form: Form
    private var isFirst = true

    init(json: Bool, screen: Screen?) {
        form =
            if json {
                .json
            } else if let screen {
                .screen(ScreenTable(AuditRecord.columns, on: screen))
            } else {
                .plain(widths: [])
            }
    }

    /// The lines without a final newline; nil for no events.
    mutating func text(_ records: [AuditRecord], _ times: LocalTime) -> String? {
        guard !records.isEmpty else { return nil }
        defer { isFirst = false }
        switch form {
        case .json:
            return records.map(\.json.shown).joined(separator: "\n")
        case .plain(let widths):
            let table = Table(header: AuditRecord.header, rows: records.map(\.row), widths: widths)
            form = .plain(widths: table.widths)
            return isFirst ? table.text : table.rowsText
        case .screen(var table):
            let rows = records.map { $0.cells(table.screen, times) }
            table.measure(rows)
            form = .screen(table)
            return ((isFirst ? [table.header] : []) + rows.map(table.line)).joined(separator: "\n")
        }
    }
}

extension LocalTime {
    /// - Parameter screen: nil where no times are shown to a person.
    init(_ surroundings: Surroundings, on screen: Screen?) {
        self.init(
            now: surroundings.now(), utcOffset: surroundings.utcOffset,
            style: screen?.isNarrow == false ? .long : .short)
    }
}

extension AuditRecord {
    fileprivate static let header = ["TIME", "EVENT", "PROFILE", "BY", "FROM", "SESSION", "DETAIL"]

    fileprivate static let columns = header.map { name in
        ScreenTable.Column(name: name, isFlexible: name != "TIME", isLast: name == "DETAIL")
    }

    fileprivate var row: [String] {
        var by = actor.user ?? "uid \(actor.uid)"
        if let process = actor.process { by += " (\(process))" }
        return [
            time, event, profile ?? "-", by, actor.sshClient ?? actor.tty ?? "-", session ?? "-", detailText(detail),
        ].map(\.shown)
    }

    fileprivate func cells(_ screen: Screen, _ times: LocalTime) -> [ScreenTable.Cell] {
        let agent = detail["agent"]?.text
        let programs = [actor.process, agent].compactMap(\.self)
        var by = actor.user ?? "uid \(actor.uid)"
        if !programs.isEmpty { by += " (\(programs.joined(separator: ", ")))" }
        var detail = detail
        if case .object(var members) = detail, agent != nil {
            members["agent"] = nil
            detail = .object(members)
        }
        // The port tells a person nothing.
        return [
            .init(RFC3339.parse(time).map(times.text) ?? time.shown),
            .init(event.shown, outcome == AuditEvent.Outcome.failed.rawValue ? .red : nil),
            .init(profile?.shown ?? "-"), .init(by.shown, agent == nil ? nil : .yellow),
            .init((actor.sshAddress ?? actor.tty)?.shown ?? "-"), .init(session.map(screen.identity) ?? "-"),
            .init(detailText(detail).shown),
        ]
    }

    private var event: String { outcome == "ok" ? kind : "\(kind) (\(outcome))" }

    private func detailText(_ detail: JSONValue) -> String {
        guard case .object(let members) = detail, !members.isEmpty else { return "-" }
        return members.sorted { $0.key < $1.key }
            .map { "\($0.key)=\($0.value.text ?? $0.value.canonical)" }.joined(separator: " ")
    }
}
