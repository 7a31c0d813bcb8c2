import FoundationEssentials

/// The columns of the timeline: as narrow as fits on a page, and beginning at full hours, days, weeks or months of the
/// reader's time zone.
///
/// On a day on which the clock changes, the columns are those of the hours that pass: 23 or 25.
struct TimelineColumns {
    enum Step: CaseIterable {
        case quarter
        case hour
        case sixHours
        case day
        case week
        case month
        case year

        /// The number of columns on a page is at most about 200.
        fileprivate var longestPeriod: TimeInterval {
            switch self {
            case .quarter: 2 * 86_400
            case .hour: 8.5 * 86_400
            case .sixHours: 40 * 86_400
            case .day: 200 * 86_400
            case .week: 1_400 * 86_400
            case .month: 16 * 366 * 86_400
            case .year: .infinity
            }
        }
    }

    let step: Step
    /// The beginning of each column, and the end of the last one.
    let edges: [Date]

    private var start: Date { edges[0] }
    private var duration: TimeInterval { edges[edges.count - 1].timeIntervalSince(start) }

    var count: Int { edges.count - 1 }

    /// - Parameter narrowest: columns cannot be narrower than the slots of time.
    init(_ period: ClosedRange<Date>, narrowest: TimeSlots.Width, clock: LocalClock) {
        let length = period.upperBound.timeIntervalSince(period.lowerBound)
        let least: Step =
            switch narrowest {
            case .quarter: .quarter
            case .day: .day
            case .month: .month
            }
        let steps = Step.allCases.drop { $0 != least }
        let step = steps.first { length <= $0.longestPeriod } ?? .year
        self.init(period, step: step, clock: clock)
    }

    init(_ period: ClosedRange<Date>, step: Step, clock: LocalClock) {
        self.step = step
        edges = Self.edges(period, step: step, clock: clock)
    }

    private static func edges(_ period: ClosedRange<Date>, step: Step, clock: LocalClock) -> [Date] {
        let first = period.lowerBound
        var edges: [Date] = []
        var next: Date
        var index = 0
        repeat {
            switch step {
            case .quarter: next = floor(first, to: 900, clock) + Double(index * 900)
            case .hour: next = floor(first, to: 3_600, clock) + Double(index * 3_600)
            case .sixHours:
                next = clock.time(atLocal: Double(clock.day(first) * 86_400 + index * 21_600))
            case .day: next = clock.start(ofDay: clock.day(first) + index)
            case .week: next = clock.start(ofDay: clock.day(first) - clock.weekday(first) + 7 * index)
            case .month: next = clock.start(ofMonth: clock.month(first) + index)
            case .year: next = clock.start(ofMonth: clock.month(first) / 12 * 12 + 12 * index)
            }
            index += 1
            // A skipped hour would make a column without time.
            if let last = edges.last, next <= last { continue }
            edges.append(next)
        } while next <= period.upperBound || edges.count < 2
        return edges
    }

    private static func floor(_ time: Date, to seconds: Double, _ clock: LocalClock) -> Date {
        time - (clock.local(time) - (clock.local(time) / seconds).rounded(.down) * seconds)
    }

    /// The column that contains the time, the first or the last one for a time outside.
    func column(_ time: Date) -> Int {
        var (low, high) = (0, count - 1)
        while low < high {
            let middle = (low + high + 1) / 2
            if edges[middle] <= time { low = middle } else { high = middle - 1 }
        }
        return low
    }

    /// Where the time is, from 0 to 1.
    func position(_ time: Date) -> Double {
        max(0, min(time.timeIntervalSince(start) / duration, 1))
    }
}
