import FoundationEssentials

extension TimelineColumns {
    /// When a column begins, for a table.
    func label(_ index: Int, _ clock: LocalClock) -> String {
        let time = edges[index]
        return switch step {
        case .quarter, .hour, .sixHours: "\(clock.dayText(time)), \(clock.hour(time))"
        case .day, .week: "\(clock.dayText(time)) \(clock.year(time))"
        case .month: "\(clock.monthText(time)) \(clock.year(time))"
        case .year: "\(clock.year(time))"
        }
    }

    /// A column's time, for a sentence.
    func text(_ index: Int, _ clock: LocalClock) -> String {
        switch step {
        case .quarter, .hour, .sixHours: "\(label(index, clock)) to \(clock.hour(edges[index + 1]))"
        case .week: "week of \(label(index, clock))"
        case .day, .month, .year: label(index, clock)
        }
    }

    /// The same time in columns that are not narrower than a day, for a table that a person can read.
    func coarser(_ clock: LocalClock) -> TimelineColumns {
        let isShort = edges[count].timeIntervalSince(edges[0]) <= 2 * 86_400
        switch step {
        case .quarter, .hour, .sixHours:
            let last = edges[count] - 1
            return TimelineColumns(edges[0]...last, step: isShort ? .hour : .day, clock: clock)
        case .day, .week, .month, .year: return self
        }
    }
}
