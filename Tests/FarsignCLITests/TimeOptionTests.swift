import Foundation
import Testing
import Text

@testable import FarsignCLI

@Suite("times of options")
struct TimeOptionTests {
    /// 2026-03-29 in Berlin: the clock went from 02:00 to 03:00 on that day, which began at 23:00 UTC.
    private let berlin = TimeOption(
        now: Date(timeIntervalSince1970: 1_774_778_400),  // 2026-03-29T10:00:00Z, 12:00 there
        utcOffset: { $0.timeIntervalSince1970 < 1_774_746_000 ? 3_600 : 7_200 })

    @Test(arguments: [
        ("2026-01-02T03:04:05Z", "2026-01-02T03:04:05.000Z", "2026-01-02T03:04:05.000Z"),
        ("2h", "2026-03-29T08:00:00.000Z", "2026-03-29T08:00:00.000Z"),
        ("90s", "2026-03-29T09:58:30.000Z", "2026-03-29T09:58:30.000Z"),
        ("1w", "2026-03-22T10:00:00.000Z", "2026-03-22T10:00:00.000Z"),
        ("today", "2026-03-28T23:00:00.000Z", "2026-03-29T21:59:59.999Z"),
        ("yesterday", "2026-03-27T23:00:00.000Z", "2026-03-28T22:59:59.999Z"),
        ("2026-03-30", "2026-03-29T22:00:00.000Z", "2026-03-30T21:59:59.999Z"),
    ])
    func `a time may be a moment, a day or how long ago`(_ text: String, _ since: String, _ until: String) throws {
        #expect(try RFC3339.milliseconds(berlin.time(text, "--since", isEnd: false)) == since)
        #expect(try RFC3339.milliseconds(berlin.time(text, "--until", isEnd: true)) == until)
    }

    @Test(arguments: [
        "", "h", "-2h", "2", "2y", "tomorrow", "2026-13-01", "2026-02-30", "9999999h", "1.5h", "+2h",
        "99999999999999999999s",
        "２h",
    ])
    func `what is no time says how to write one`(_ text: String) {
        let error = #expect(throws: UsageError.self) { try berlin.time(text, "--since", isEnd: false) }
        #expect(error?.hint == "write it like 2h, yesterday, 2026-01-02 or 2026-01-02T03:04:05Z")
    }
}
