import Foundation
import TestSupport
import Testing
import Text

@Suite("RFC 3339")
struct RFC3339Tests {
    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00Z"), (1_767_323_045, "2026-01-02T03:04:05Z"),
            (1_709_164_800, "2024-02-29T00:00:00Z"),
            (951_782_400, "2000-02-29T00:00:00Z"), (-1, "1969-12-31T23:59:59Z"),
            (-2_208_988_800, "1900-01-01T00:00:00Z"),
            (-62_167_219_200, "0000-01-01T00:00:00Z"), (253_402_300_799, "9999-12-31T23:59:59Z"),
        ] as [(Double, String)])
    func `a time is written in UTC, and read again`(_ seconds: Double, _ text: String) {
        #expect(RFC3339.seconds(Date(timeIntervalSince1970: seconds)) == text)
        #expect(RFC3339.parse(text)?.timeIntervalSince1970 == seconds)
    }

    @Test(arguments: [
        (1_767_323_045.678, "2026-01-02T03:04:05.678Z"), (0.9999, "1970-01-01T00:00:00.999Z"),
        (-0.001, "1969-12-31T23:59:59.999Z"), (0, "1970-01-01T00:00:00.000Z"),
    ])
    func `fractions are cut, never rounded up`(_ seconds: Double, _ text: String) {
        #expect(RFC3339.milliseconds(Date(timeIntervalSince1970: seconds)) == text)
    }

    /// The first five are the examples of RFC 3339 section 5.8, whose leap seconds are the seconds after them here.
    @Test(arguments: [
        ("1985-04-12T23:20:50.52Z", 482_196_050.52), ("1996-12-19T16:39:57-08:00", 851_042_397),
        ("1990-12-31T23:59:60Z", 662_688_000), ("1990-12-31T15:59:60-08:00", 662_688_000),
        ("1937-01-01T12:00:27.87+00:20", -1_041_337_172.13), ("2026-01-02T03:04:05+0000", 1_767_323_045),
        ("2026-01-02t03:04:05z", 1_767_323_045), ("2026-01-02 03:04:05Z", 1_767_323_045),
        ("2026-01-02T03:04:05.123456789Z", 1_767_323_045.123456789), ("2026-01-02T08:34:05+05:30", 1_767_323_045),
    ])
    func `the forms of other tools are read`(_ text: String, _ seconds: Double) throws {
        let read = try #require(RFC3339.parse(text)).timeIntervalSince1970
        #expect(abs(read - seconds) < 0.000_001)
    }

    @Test(arguments: [
        "", "2026", "2026-01-02", "2026-01-02T03:04:05", "2026-01-02T03:04Z", "2026-13-02T03:04:05Z",
        "2026-00-02T03:04:05Z", "2026-01-00T03:04:05Z", "2026-01-32T03:04:05Z", "2026-02-29T03:04:05Z",
        "1900-02-29T00:00:00Z", "2026-04-31T03:04:05Z", "2026-01-02T24:00:00Z", "2026-01-02T03:60:05Z",
        "2026-01-02T03:04:61Z", "2026-01-02T03:04:05.Z", "2026-01-02T03:04:05Zx", "2026-01-02T03:04:05+",
        "2026-01-02T03:04:05+1", "2026-01-02T03:04:05+24:00", "2026-01-02T03:04:05+01:60", "2026-01-02T03:04:05+01:0",
        "+026-01-02T03:04:05Z", "2026-1-2T03:04:05Z", "٢٠٢٦-01-02T03:04:05Z", "2026-01-02T03:04:05.1.2Z",
    ])
    func `what is no time is nil`(_ text: String) {
        #expect(RFC3339.parse(text) == nil)
    }

    @Test func `whatever is written is read as the same time`() {
        var generator = SplitMix(5)
        for _ in 0..<5_000 {
            let seconds = Double(Int.random(in: -62_167_219_200...253_402_300_799, using: &generator))
            let text = RFC3339.seconds(Date(timeIntervalSince1970: seconds))
            #expect(text.utf8.count == 20)
            #expect(RFC3339.parse(text)?.timeIntervalSince1970 == seconds)
        }
    }

    @Test func `milliseconds outlive being read and written`() throws {
        var generator = SplitMix(9)
        for _ in 0..<5_000 {
            let milliseconds = Int.random(in: -4_000_000_000_000...4_000_000_000_000, using: &generator)
            let text = RFC3339.milliseconds(Date(timeIntervalSince1970: Double(milliseconds) / 1_000))
            #expect(RFC3339.milliseconds(try #require(RFC3339.parse(text))) == text)
        }
    }

    @Test func `Foundation reads what we write`() throws {
        var generator = SplitMix(6)
        for _ in 0..<500 {
            let date = Date(timeIntervalSince1970: Double(Int.random(in: 0...4_102_444_800, using: &generator)))
            #expect(RFC3339.seconds(date) == date.formatted(.iso8601))
        }
    }

    @Test(arguments: [Double.infinity, -.infinity, .nan, 1e300])
    func `a time beyond the format is the nearest within it`(_ seconds: Double) {
        let date = Date(timeIntervalSince1970: seconds)
        #expect(RFC3339.seconds(date).utf8.count == 20)
        #expect(RFC3339.milliseconds(date).utf8.count == 24)
    }
}
