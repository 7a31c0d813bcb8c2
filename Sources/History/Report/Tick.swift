import FoundationEssentials

/// A mark of the axis of time.
struct Tick {
    let time: Date
    let label: String

    private enum Step {
        case threeHours
        case day
        case week
        case month
        case quarter
        case year
        case decade
    }

    private static let maxTicks = 10

    /// As many as can be read.
    static func of(_ columns: TimelineColumns, _ clock: LocalClock) -> [Tick] {
        let (start, end) = (columns.edges[0], columns.edges[columns.count])
        let steps: [Step] = [.threeHours, .day, .week, .month, .quarter, .year, .decade]
        for step in steps {
            let times = times(step, start, end, clock)
            guard times.count <= maxTicks || step == .decade else { continue }
            return times.map { Tick(time: $0, label: label($0, step, clock)) }
        }
        return []
    }

    private static func times(_ step: Step, _ start: Date, _ end: Date, _ clock: LocalClock) -> [Date] {
        let (day, month) = (clock.day(start), clock.month(start))
        var times: [Date] = []
        var index = 0
        while times.count <= maxTicks || step == .decade {
            let time =
                switch step {
                case .threeHours: clock.time(atLocal: Double(day * 86_400 + index * 10_800))
                case .day: clock.start(ofDay: day + index)
                case .week: clock.start(ofDay: day - clock.weekday(start) + 7 * index)
                case .month: clock.start(ofMonth: month + index)
                case .quarter: clock.start(ofMonth: month / 3 * 3 + 3 * index)
                case .year: clock.start(ofMonth: month / 12 * 12 + 12 * index)
                case .decade: clock.start(ofMonth: month / 120 * 120 + 120 * index)
                }
            guard time < end else { break }
            if time >= start { times.append(time) }
            index += 1
        }
        return times
    }

    private static func label(_ time: Date, _ step: Step, _ clock: LocalClock) -> String {
        let isYear = clock.month(time) % 12 == 0
        return switch step {
        case .threeHours: clock.hour(time) == "00:00" ? clock.dayText(time) : clock.hour(time)
        case .day, .week: clock.dayText(time)
        case .month, .quarter: isYear ? "\(clock.year(time))" : clock.monthText(time)
        case .year, .decade: "\(clock.year(time))"
        }
    }
}
