import CSQLite
import FoundationEssentials
import Text

extension Date {
    /// The years 0000 to 9999.
    static let millisecondRange = -62_167_219_200_000...253_402_300_799_999

    /// Milliseconds since 1970, the ledger's time format.
    var milliseconds: Int {
        let range = Self.millisecondRange
        return Int(
            min(max(timeIntervalSince1970 * 1000, Double(range.lowerBound)), Double(range.upperBound)).rounded())
    }

    init(milliseconds: Int) {
        self.init(timeIntervalSince1970: Double(milliseconds) / 1000)
    }
}
