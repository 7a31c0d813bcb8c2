package import FoundationEssentials
import Text

/// A length of time in a rule, such as `12h`, as it was written.
package struct LongTime: Sendable, Hashable, Comparable, CustomStringConvertible {
    package let description: String
    package let seconds: TimeInterval

    /// Returns nil unless the text is a number from 1 to 1,000,000 and a unit: `s`, `m`, `h`, `d` or `w`.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard (2...8).contains(bytes.count), let last = bytes.last, bytes.dropLast().allSatisfy(\.isDigit),
            let number = Int(String(decoding: bytes.dropLast(), as: UTF8.self)), (1...1_000_000).contains(number),
            let unit = Self.unit(last)
        else { return nil }
        description = text
        seconds = TimeInterval(number * unit)
    }

    private static func unit(_ letter: UInt8) -> Int? {
        switch letter {
        case UInt8(ascii: "s"): 1
        case UInt8(ascii: "m"): 60
        case UInt8(ascii: "h"): 3_600
        case UInt8(ascii: "d"): 86_400
        case UInt8(ascii: "w"): 604_800
        default: nil
        }
    }

    package static func < (left: LongTime, right: LongTime) -> Bool { left.seconds < right.seconds }
}
