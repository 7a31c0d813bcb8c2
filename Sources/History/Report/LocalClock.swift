import FoundationEssentials
import Text

/// The reader's time zone: local days, and times as text.
struct LocalClock: Sendable {
    private static let secondsOfDay = 86_400

    /// How far local time is ahead of UTC at a time, in seconds.
    let utcOffset: @Sendable (Date) -> TimeInterval

    /// The number of the local day that contains the time; 1970-01-01 is day 0.
    func day(_ time: Date) -> Int {
        Int((local(time) / Double(Self.secondsOfDay)).rounded(.down))
    }

    /// The number of the local month; 0000-01 is month 0.
    func month(_ time: Date) -> Int {
        let fields = fields(time)
        return fields.year * 12 + fields.month - 1
    }

    /// When a local day begins.
    func start(ofDay day: Int) -> Date { time(atLocal: Double(day * Self.secondsOfDay)) }

    func start(ofMonth month: Int) -> Date {
        let year = String(month / 12)
        let text = "\(String(repeating: "0", count: max(0, 4 - year.count)))\(year)-\(Self.padded(month % 12 + 1))"
        return time(atLocal: RFC3339.parse(text + "-01T00:00:00Z")?.timeIntervalSince1970 ?? 0)
    }

    /// The time at which a local clock shows these seconds since 1970. The offset at that moment is not known before it
    /// is, hence two steps; a time that a change of the clock skips becomes one beside the change.
    func time(atLocal seconds: Double) -> Date {
        let zone = Date(timeIntervalSince1970: seconds)
        return zone - utcOffset(zone - utcOffset(zone))
    }

    func local(_ time: Date) -> Double { time.timeIntervalSince1970 + utcOffset(time) }
}

extension LocalClock {
    private static let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// 0 is Monday.
    func weekday(_ time: Date) -> Int { ((day(time) + 3) % 7 + 7) % 7 }

    /// `14:05`
    func hour(_ time: Date) -> String {
        let fields = fields(time)
        return "\(Self.padded(fields.hour)):\(Self.padded(fields.minute))"
    }

    /// `24 Nov`
    func dayOfMonth(_ time: Date) -> String {
        let fields = fields(time)
        return "\(fields.day) \(Self.months[fields.month - 1])"
    }

    /// `Tue 24 Nov`
    func dayText(_ time: Date) -> String { "\(weekdayText(time)) \(dayOfMonth(time))" }

    /// `Tue`
    func weekdayText(_ time: Date) -> String { Self.weekdays[(day(time) % 7 + 7) % 7] }

    /// `Nov`
    func monthText(_ time: Date) -> String { Self.months[fields(time).month - 1] }

    func year(_ time: Date) -> Int { fields(time).year }

    /// `UTC+01:00`
    func zone(_ time: Date) -> String {
        let minutes = Int(utcOffset(time) / 60)
        if minutes == 0 { return "UTC" }
        return "UTC\(minutes < 0 ? "-" : "+")\(Self.padded(abs(minutes) / 60)):\(Self.padded(abs(minutes) % 60))"
    }

    private func fields(_ time: Date) -> (year: Int, month: Int, day: Int, hour: Int, minute: Int) {
        // RFC 3339 has each of them at a fixed position.
        let digits = Array(RFC3339.seconds(Date(timeIntervalSince1970: local(time))).utf8)
        func number(_ range: Range<Int>) -> Int { digits[range].reduce(0) { $0 * 10 + Int($1 & 15) } }
        return (number(0..<4), number(5..<7), number(8..<10), number(11..<13), number(14..<16))
    }

    private static func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
