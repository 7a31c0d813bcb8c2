import FoundationEssentials

/// The date formats of HTTP (RFC 9110, section 5.6.7) and of SigV4.
enum HTTPDate {
    private static let utc: Calendar = {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        return calendar
    }()

    /// `Sun, 06 Nov 1994 08:49:37 GMT`
    static func text(_ date: Date) -> String {
        let parts = utc.dateComponents([.year, .month, .day, .weekday, .hour, .minute, .second], from: date)
        let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let time = [parts.hour, parts.minute, parts.second].map { padded($0 ?? 0) }.joined(separator: ":")
        let day = "\(padded(parts.day ?? 1)) \(months[(parts.month ?? 1) - 1]) \(parts.year ?? 1970)"
        return "\(days[(parts.weekday ?? 1) - 1]), \(day) \(time) GMT"
    }

    /// `20150830T123600Z`
    static func compact(_ text: String) -> Date? {
        guard let match = text.wholeMatch(of: /(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/) else { return nil }
        let parts = DateComponents(
            year: Int(match.1), month: Int(match.2), day: Int(match.3), hour: Int(match.4), minute: Int(match.5),
            second: Int(match.6))
        return utc.date(from: parts)
    }

    private static func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
}
