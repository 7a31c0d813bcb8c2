import FoundationEssentials

/// Counts over time as a line of blocks, such as `▁▂·█▅`: a column's height is its part of the largest count.
struct BlockLine {
    private static let blocks = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
    /// For terminals without these characters: the darker, the more.
    private static let plain = ["_", "-", ":", "=", "+", "*", "%", "#"]

    let counts: [Int]

    init(counts: [Int]) {
        self.counts = counts
    }

    /// How many of the times are in each of the last hours, the current one last.
    init(hours: Int, until now: Date, _ times: some Sequence<Date>) {
        var counts = [Int](repeating: 0, count: hours)
        for time in times {
            let age = now.timeIntervalSince(time) / 3_600
            if age >= 0, age < Double(hours) { counts[hours - 1 - Int(age)] += 1 }
        }
        self.counts = counts
    }

    /// - Parameter isUnicode: see ``isUnicode(_:)``.
    func text(isUnicode: Bool) -> String {
        let most = counts.max() ?? 0
        let levels = isUnicode ? Self.blocks : Self.plain
        let empty = isUnicode ? "·" : "."
        return counts.map { count in
            guard count > 0 else { return empty }
            // A few beside many are still more than none.
            let part = Double(count) / Double(most) * Double(levels.count)
            return levels[min(levels.count, max(1, Int(part.rounded()))) - 1]
        }.joined()
    }

    /// Whether the terminal shows block characters according to its environment: its locale is UTF-8 (locale(7)), and it
    /// is not the console, whose font has 256 characters.
    static func isUnicode(_ variable: (_ name: String) -> String?) -> Bool {
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap(variable).first { !$0.isEmpty } ?? ""
        let encoding = locale.lowercased().split(separator: ".", maxSplits: 1).dropFirst().first ?? ""
        let isUTF8 = ["utf-8", "utf8"].contains { encoding.utf8.starts(with: $0.utf8) }
        return isUTF8 && variable("TERM") != "linux"
    }
}
