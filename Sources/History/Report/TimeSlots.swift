import FoundationEssentials

/// Divides the time between the first and the last event into slots, which become wider as the time becomes longer, so
/// that their number has a maximum.
struct TimeSlots: Sendable {
    enum Width: Sendable {
        /// 15 minutes: all time zones differ from UTC by a multiple of it.
        case quarter
        /// A day of the reader's time zone.
        case day
        case month

        fileprivate var wider: Width? {
            switch self {
            case .quarter: .day
            case .day: .month
            case .month: nil
            }
        }

        /// 40 days, 4 years; the years that an event can be of.
        fileprivate var maxSlots: Int {
            switch self {
            case .quarter: 40 * 96
            case .day: 1_461
            case .month: .max
            }
        }
    }

    let clock: LocalClock
    private(set) var width = Width.quarter
    private var range: ClosedRange<Int>?
    /// Most events are in the same quarter of an hour as the one before.
    private var last: (quarter: Int, slot: Int)?

    init(clock: LocalClock) {
        self.clock = clock
    }

    /// The slot of the time. The slots become wider if there would be too many with it: then ``width`` changes, and
    /// what was counted until now has to move.
    mutating func add(_ time: Date) -> Int {
        let quarter = Self.quarter(time)
        if let last, last.quarter == quarter { return last.slot }
        extend(with: time)
        while let range, range.upperBound - range.lowerBound >= width.maxSlots, let wider = width.wider {
            let (first, end) = (middle(range.lowerBound), middle(range.upperBound))
            width = wider
            self.range = slot(first)...slot(end)
        }
        let slot = slot(time)
        last = (quarter, slot)
        return slot
    }

    private mutating func extend(with time: Date) {
        let slot = slot(time)
        range = range.map { min($0.lowerBound, slot)...max($0.upperBound, slot) } ?? slot...slot
    }

    /// A time in the slot, not at its border.
    func middle(_ slot: Int) -> Date {
        switch width {
        case .quarter: Date(timeIntervalSince1970: Double(slot * 900 + 450))
        case .day: clock.start(ofDay: slot) + 43_200
        case .month: clock.start(ofMonth: slot) + 43_200
        }
    }

    func slot(_ time: Date) -> Int {
        switch width {
        case .quarter: Self.quarter(time)
        case .day: clock.day(time)
        case .month: clock.month(time)
        }
    }

    private static func quarter(_ time: Date) -> Int { Int((time.timeIntervalSince1970 / 900).rounded(.down)) }
}
