import FoundationEssentials
import Session
import Text

/// The time of an option such as `--since`: RFC 3339, `2026-01-02` (a local day), `today`, `yesterday`, or how long ago,
/// such as `90s`, `15m`, `2h`, `7d` or `1w`.
struct TimeOption {
    private static let secondsOfDay: TimeInterval = 86_400

    let now: Date
    /// See ``Surroundings/utcOffset``.
    let utcOffset: (Date) -> TimeInterval

    /// - Parameter isEnd: whether a day means its last moment.
    /// - Throws: ``UsageError`` for any other text.
    func time(_ text: String, _ option: String, isEnd: Bool) throws(UsageError) -> Date {
        if let day = day(text) { return isEnd ? midnight(day + Self.secondsOfDay) - 0.001 : midnight(day) }
        if let time = RFC3339.parse(text) { return time }
        if let seconds = Self.duration(text) { return now - seconds }
        throw UsageError(
            "\(option) takes a time, not '\(text.shown)'",
            hint: "write it like 2h, yesterday, 2026-01-02 or 2026-01-02T03:04:05Z")
    }

    /// A day, as the time at which it begins in UTC.
    private func day(_ text: String) -> Date? {
        let local = (now + utcOffset(now)).timeIntervalSince1970
        let today = Date(timeIntervalSince1970: (local / Self.secondsOfDay).rounded(.down) * Self.secondsOfDay)
        return switch text {
        case "today": today
        case "yesterday": today - Self.secondsOfDay
        default: text.utf8.count == 10 ? RFC3339.parse(text + "T00:00:00Z") : nil
        }
    }

    /// When a day begins here. The offset at that moment is not known before it is, hence two steps.
    private func midnight(_ day: Date) -> Date {
        day - utcOffset(day - utcOffset(day))
    }

    private static func duration(_ text: String) -> TimeInterval? {
        guard text.utf8.first?.isDigit == true, let unit = text.last, let number = Int(text.dropLast()),
            number <= 1_000_000
        else {
            return nil
        }
        let seconds: Int? =
            switch unit {
            case "s": 1
            case "m": 60
            case "h": 3_600
            case "d": 86_400
            case "w": 604_800
            default: nil
            }
        return seconds.map { TimeInterval(number * $0) }
    }
}
