import Text

/// A table that fits a terminal: where columns do not fit, the widest are cut.
struct ScreenTable {
    struct Column {
        let name: String
        /// Whether it may be cut.
        var isFlexible = true
        /// Whether it takes what the others leave, and is left out if that is too little.
        var isLast = false
    }

    struct Cell {
        let text: String
        var color: Screen.Color?

        init(_ text: String, _ color: Screen.Color? = nil) {
            self.text = text
            self.color = color
        }
    }

    private static let gap = 2
    private static let narrowest = 4
    /// What the last column needs to be of use.
    private static let narrowestLast = 12

    let screen: Screen
    let columns: [Column]
    /// Those of the rows before: rows that follow them stay below them where they can.
    private(set) var widths: [Int]

    init(_ columns: [Column], on screen: Screen) {
        self.screen = screen
        self.columns = columns
        widths = columns.map(\.name.columns)
    }

    var header: String {
        line(columns.map { Cell($0.name, .bold) })
    }

    /// Makes the columns wide enough for the rows, as far as they fit.
    mutating func measure(_ rows: [[Cell]]) {
        for row in rows {
            for (column, cell) in row.enumerated() { widths[column] = max(widths[column], cell.text.columns) }
        }
        let fixed = columns.indices.filter { !columns[$0].isLast }
        var excess = fixed.reduce(-Self.gap) { $0 + widths[$1] + Self.gap } - screen.columns
        while excess > 0,
            let widest = fixed.filter({ columns[$0].isFlexible }).max(by: { widths[$0] < widths[$1] }),
            widths[widest] > Self.narrowest
        {
            widths[widest] -= 1
            excess -= 1
        }
        for last in columns.indices where columns[last].isLast {
            let room = -excess - Self.gap
            widths[last] = room < Self.narrowestLast ? 0 : min(widths[last], room)
        }
    }

    func line(_ cells: [Cell]) -> String {
        var line = ""
        var padding = 0
        for (cell, width) in zip(cells, widths) where width > 0 {
            let text = cell.text.cut(to: width, ellipsis: screen.ellipsis)
            line += String(repeating: " ", count: padding) + screen.paint(text, cell.color)
            padding = max(0, width - text.columns) + Self.gap
        }
        return line
    }
}
