import FoundationEssentials
import Text

/// Times as a person at a terminal reads them: local, and how long ago.
struct LocalTime {
    enum Style {
        /// `today 11:40 (3 min ago)`
        case long
        /// `11:40 (3 min)`
        case short
        /// `11:40:05`, for lines that stay on the screen while time passes.
        case clock
    }

    private static let secondsOfDay = 86_400
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    let now: Date
    /// See ``Surroundings/utcOffset``.
    let utcOffset: (Date) -> TimeInterval
    var style: Style

    func text(_ time: Date) -> String {
        let local = digits(time)
        let clock = local.dropFirst(11).prefix(style == .clock ? 8 : 5)
        switch day(now) - day(time) {
        case 0:
            if style == .clock { return String(clock) }
            let isLong = style == .long
            return (isLong ? "today " : "") + clock + (age(of: time).map { " (\($0)\(isLong ? " ago" : ""))" } ?? "")
        case 1 where style == .long: return "yesterday \(clock)"
        default:
            guard local.prefix(4) == digits(now).prefix(4), let month = Int(local.dropFirst(5).prefix(2)) else {
                return String(local.prefix(10))
            }
            return "\(Self.months[month - 1]) \(local.dropFirst(8).prefix(2)) \(clock)"
        }
    }

    /// Nil for a time in the future.
    private func age(of time: Date) -> String? {
        switch Int(now.timeIntervalSince(time).rounded(.down)) {
        case ..<0: nil
        case let seconds where seconds < 60: "\(seconds) s"
        case let seconds where seconds < 3_600: "\(seconds / 60) min"
        case let seconds: "\(seconds / 3_600) h"
        }
    }

    /// The local time, written like RFC 3339.
    private func digits(_ time: Date) -> String { RFC3339.seconds(time + utcOffset(time)) }

    private func day(_ time: Date) -> Int {
        Int(((time + utcOffset(time)).timeIntervalSince1970 / Double(Self.secondsOfDay)).rounded(.down))
    }
}
