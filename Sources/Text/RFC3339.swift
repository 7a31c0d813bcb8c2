package import FoundationEssentials

/// Formats and parses times as in RFC 3339; the output is always UTC.
package enum RFC3339 {
    /// `2026-01-02T03:04:05Z`
    package static func seconds(_ date: Date) -> String {
        let (days, second) = Int(clamped(date).rounded(.down)).quotientAndRemainderFloored(86_400)
        let (year, month, day) = civil(fromDays: days)
        return pad(year, 4) + "-" + pad(month, 2) + "-" + pad(day, 2) + "T" + pad(second / 3600, 2) + ":"
            + pad(second / 60 % 60, 2) + ":" + pad(second % 60, 2) + "Z"
    }

    /// `2026-01-02T03:04:05.678Z`
    package static func milliseconds(_ date: Date) -> String {
        // Round to microseconds first, the approximate precision of a Date: otherwise .678 would be written as .677.
        let (total, _) = Int((clamped(date) * 1_000_000).rounded()).quotientAndRemainderFloored(1000)
        let (second, fraction) = total.quotientAndRemainderFloored(1000)
        var text = seconds(Date(timeIntervalSince1970: Double(second)))
        text.removeLast()
        return text + "." + pad(fraction, 3) + "Z"
    }

    /// Parses fractions of a second and offsets too, because AWS SDKs write both.
    package static func parse(_ text: String) -> Date? {
        let bytes = Array(text.utf8)
        func number(_ range: Range<Int>) -> Int? {
            guard range.upperBound <= bytes.count else { return nil }
            return bytes[range].reduce(0) { sum, byte in
                guard let sum, byte.isDigit else { return nil }
                return sum * 10 + Int(byte - 0x30)
            }
        }
        func isAt(_ index: Int, _ characters: String) -> Bool {
            index < bytes.count && characters.utf8.contains(bytes[index])
        }
        guard let year = number(0..<4), isAt(4, "-"), let month = number(5..<7), isAt(7, "-"),
            let day = number(8..<10), isAt(10, "Tt "), let hour = number(11..<13), isAt(13, ":"),
            let minute = number(14..<16), isAt(16, ":"), let second = number(17..<19),
            (1...12).contains(month), (1...daysIn(month, of: year)).contains(day), hour < 24, minute < 60,
            second <= 60  // a leap second
        else { return nil }

        var index = 19
        var fraction = 0.0
        if isAt(index, ".") {
            let digits = bytes[(index + 1)...].prefix(while: \.isDigit)
            guard !digits.isEmpty else { return nil }
            fraction = Double("0." + String(decoding: digits, as: UTF8.self)) ?? 0
            index += 1 + digits.count
        }
        guard let offset = offset(bytes, at: index, number: number) else { return nil }
        let whole = days(fromCivil: (year, month, day)) * 86_400 + hour * 3600 + minute * 60 + second - offset
        return Date(timeIntervalSince1970: Double(whole) + fraction)
    }

    /// Parses `Z`, `+hh:mm` or `+hhmm` into seconds east of UTC.
    private static func offset(_ bytes: [UInt8], at index: Int, number: (Range<Int>) -> Int?) -> Int? {
        guard index < bytes.count else { return nil }
        switch bytes[index] {
        case UInt8(ascii: "Z"), UInt8(ascii: "z"):
            return index + 1 == bytes.count ? 0 : nil
        case UInt8(ascii: "+"), UInt8(ascii: "-"):
            let minutes = index + 3 < bytes.count && bytes[index + 3] == UInt8(ascii: ":") ? index + 4 : index + 3
            guard minutes + 2 == bytes.count, let hour = number(index + 1..<index + 3), hour < 24,
                let minute = number(minutes..<minutes + 2), minute < 60
            else { return nil }
            return (bytes[index] == UInt8(ascii: "-") ? -1 : 1) * (hour * 3600 + minute * 60)
        default:
            return nil
        }
    }

    /// Seconds since 1970, limited to the years 0000 to 9999 of the format.
    private static func clamped(_ date: Date) -> Double {
        max(-62_167_219_200, min(date.timeIntervalSince1970, 253_402_300_799))
    }

    private static func daysIn(_ month: Int, of year: Int) -> Int {
        let next = month == 12 ? (year + 1, 1, 1) : (year, month + 1, 1)
        return days(fromCivil: next) - days(fromCivil: (year, month, 1))
    }

    /// Converts days since 1970-01-01 to year, month and day in the proleptic Gregorian calendar.
    private static func civil(fromDays days: Int) -> (Int, Int, Int) {
        let (era, dayOfEra) = (days + 719_468).quotientAndRemainderFloored(146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shifted + 2) / 5 + 1)
    }

    private static func days(fromCivil date: (year: Int, month: Int, day: Int)) -> Int {
        let year = date.month <= 2 ? date.year - 1 : date.year
        let (era, yearOfEra) = year.quotientAndRemainderFloored(400)
        let dayOfYear = (153 * (date.month > 2 ? date.month - 3 : date.month + 9) + 2) / 5 + date.day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func pad(_ value: Int, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}

extension Int {
    fileprivate func quotientAndRemainderFloored(_ divisor: Int) -> (Int, Int) {
        let remainder = ((self % divisor) + divisor) % divisor
        return ((self - remainder) / divisor, remainder)
    }
}
