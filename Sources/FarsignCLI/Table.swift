/// A text table: each column is as wide as its widest cell, with two spaces between columns.
struct Table {
    let header: [String]
    let rows: [[String]]
    let widths: [Int]

    /// - Parameter widths: what the columns have at least, as those of a table that these rows continue.
    init(header: [String], rows: [[String]], widths: [Int] = []) {
        self.header = header
        self.rows = rows
        self.widths = header.indices.map { column in
            let least = column < widths.count ? widths[column] : header[column].count
            return rows.reduce(least) { max($0, $1[column].count) }
        }
    }

    /// The table without a final newline.
    var text: String { text([header] + rows) }

    /// The same without the header.
    var rowsText: String { text(rows) }

    private func text(_ rows: [[String]]) -> String {
        rows.map { row in
            let cells = row.enumerated().map { column, cell in
                column == row.count - 1 ? cell : cell + String(repeating: " ", count: widths[column] - cell.count)
            }
            return cells.joined(separator: "  ")
        }.joined(separator: "\n")
    }
}
