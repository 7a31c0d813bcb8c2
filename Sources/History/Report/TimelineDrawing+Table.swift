import FoundationEssentials
import Text

/// The timeline for those who cannot see it or want numbers.
extension TimelineDrawing {
    private static let maxProfiles = 8

    /// A row for each day or longer column in which something happened, and a column for each profile.
    func table(_ lanes: [(name: HTML, use: ProfileUse)]) -> HTML {
        let lanes = lanes.prefix(Self.maxProfiles)
        let rows = rows(lanes.map(\.use))
        let head = lanes.map { "<th scope=\"col\" class=\"number\">\($0.name)</th>" as HTML }.joined()
        let body = rows.map { row -> HTML in
            let cells = row.activities.map { activity -> HTML in
                let failed: HTML =
                    activity.failures > 0 ? " <span class=\"bad\">(\(activity.failures.grouped))</span>" : ""
                return "<td class=\"number\">\(activity.vends.grouped)\(failed)</td>"
            }
            return "<tr><th scope=\"row\">\(row.label)</th>\(cells.joined())</tr>"
        }
        return """
            <details>
            <summary>The same as a table</summary>
            <p class="note">Vends by time and profile; in parentheses, what failed or was refused.</p>
            <div class="scroll" tabindex="0"><table>
            <thead><tr><th scope="col">Begins</th>\(head)</tr></thead>
            <tbody>
            \(body.joined(separator: "\n"))
            </tbody>
            </table></div>
            </details>
            """
    }

    private func rows(_ uses: [ProfileUse]) -> [(label: String, activities: [ProfileUse.Activity])] {
        let columns = columns.coarser(clock)
        let empty = [ProfileUse.Activity](repeating: .init(), count: uses.count)
        var rows = [[ProfileUse.Activity]](repeating: empty, count: columns.count)
        for (place, use) in uses.enumerated() {
            for (slot, activity) in use.activities { rows[columns.column(slots.middle(slot))][place] += activity }
        }
        return rows.enumerated().filter { $0.element != empty }.map { index, activities in
            (label: columns.label(index, clock), activities)
        }
    }
}
