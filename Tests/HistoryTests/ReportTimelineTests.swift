import Foundation
import Session
import TestSupport
import Testing
import Text

@Suite("The report's timeline")
struct ReportTimelineTests {
    private func time(_ text: String) throws -> Date {
        try #require(RFC3339.parse(text))
    }

    private func page(
        _ since: String, _ until: String, vends: [String],
        utcOffset: @escaping @Sendable (Date) -> TimeInterval = Page.berlin
    ) throws -> Page {
        var page = Page(since: try time(since), until: try time(until), utcOffset: utcOffset)
        for vend in vends { page.vend(at: try time(vend)) }
        return page
    }

    @Test func `one event makes one column`() throws {
        let page = try page("2026-11-20T23:00:00Z", "2026-11-27T23:00:00Z", vends: ["2026-11-24T13:05:00Z"])
        #expect(page.columns == ["Tue 24 Nov, 14:00 to 15:00: 1 vend"])
        #expect(page.html.contains("<rect class=\"vends\" "))
    }

    @Test func `an hour that the clock skips has no column`() throws {
        // In Berlin, 02:00 became 03:00.
        let page = try page(
            "2026-03-26T00:00:00Z", "2026-03-31T00:00:00Z",
            vends: ["2026-03-29T00:30:00Z", "2026-03-29T01:30:00Z"])
        #expect(
            page.columns == ["Sun 29 Mar, 01:00 to 03:00: 1 vend", "Sun 29 Mar, 03:00 to 04:00: 1 vend"])
    }

    @Test func `an hour that the clock repeats has two columns`() throws {
        // 03:00 became 02:00.
        let page = try page(
            "2026-10-23T00:00:00Z", "2026-10-28T00:00:00Z",
            vends: ["2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z", "2026-10-25T01:59:59Z"])
        #expect(
            page.columns == ["Sun 25 Oct, 02:00 to 02:00: 1 vend", "Sun 25 Oct, 02:00 to 03:00: 2 vends"])
    }

    @Test func `a day of 23 hours and one of 25 hours end at midnight`() throws {
        let spring = try page(
            "2026-02-15T00:00:00Z", "2026-05-15T00:00:00Z",
            vends: ["2026-03-28T23:00:00Z", "2026-03-29T21:59:59Z", "2026-03-29T22:00:00Z"])
        #expect(spring.columns == ["Sun 29 Mar 2026: 2 vends", "Mon 30 Mar 2026: 1 vend"])
        let autumn = try page(
            "2026-09-15T00:00:00Z", "2026-12-15T00:00:00Z",
            vends: ["2026-10-24T22:00:00Z", "2026-10-25T22:59:59Z", "2026-10-25T23:00:00Z"])
        #expect(autumn.columns == ["Sun 25 Oct 2026: 2 vends", "Mon 26 Oct 2026: 1 vend"])
    }

    @Test func `columns of six hours follow the local clock on both sides of its change`() throws {
        let page = try page(
            "2026-03-15T00:00:00Z", "2026-04-15T00:00:00Z",
            vends: ["2026-03-28T05:00:00Z", "2026-03-29T04:00:00Z", "2026-03-30T04:00:00Z"])
        #expect(
            page.columns == [
                "Sat 28 Mar, 06:00 to 12:00: 1 vend", "Sun 29 Mar, 06:00 to 12:00: 1 vend",
                "Mon 30 Mar, 06:00 to 12:00: 1 vend",
            ])
    }

    @Test func `columns of six hours follow the local clock west of Greenwich too`() throws {
        // In New York, 02:00 became 03:00 at 07:00 UTC on 8 March.
        let page = try page(
            "2026-02-25T00:00:00Z", "2026-03-25T00:00:00Z", vends: ["2026-03-08T10:30:00Z", "2026-03-09T10:30:00Z"],
            utcOffset: { $0.timeIntervalSince1970 < 1_772_953_200 ? -18_000 : -14_400 })
        #expect(page.columns == ["Sun 8 Mar, 06:00 to 12:00: 1 vend", "Mon 9 Mar, 06:00 to 12:00: 1 vend"])
    }

    @Test func `a time zone with a half hour has its own hours and days`() throws {
        let page = try page(
            "2026-11-20T18:30:00Z", "2026-11-27T18:30:00Z", vends: ["2026-11-23T18:40:00Z"],
            utcOffset: { _ in 19_800 })
        #expect(page.columns == ["Tue 24 Nov, 00:00 to 01:00: 1 vend"])
    }

    @Test func `the table has the same numbers by day`() throws {
        let page = try page(
            "2026-10-20T00:00:00Z", "2026-10-28T00:00:00Z",
            vends: ["2026-10-24T22:30:00Z", "2026-10-25T22:30:00Z", "2026-10-26T22:30:00Z"])
        #expect(page.text.has("Begins", "dev", "Sun 25 Oct 2026", "2", "Mon 26 Oct 2026", "1"))
    }

    @Test(arguments: [0.02, 1, 7, 30, 45, 190, 400, 1_500, 6_000, 40_000])
    func `all vends are in the columns, however long the history is`(_ days: Double) throws {
        var random = SplitMix(7)
        let until = try time("2026-11-27T12:00:00Z")
        var page = Page(since: nil, until: max(until, Date(timeIntervalSince1970: days * 86_400)))
        let start = max(until - days * 86_400, Date(timeIntervalSince1970: 0))
        for _ in 0..<2_000 { page.vend(at: start + .random(in: 0...days * 86_400, using: &random)) }
        let columns = page.columns
        let vends = columns.compactMap { $0.firstMatch(of: /: ([0-9,]+) vend/) }
            .compactMap { Int($0.1.replacing(",", with: "")) }
        #expect(vends.reduce(0, +) == 2_000)
        #expect(columns.count <= 210)
        #expect(page.html.utf8.count < 200_000)
    }

    @Test(arguments: [-1e15, -62_167_219_201, 0, 1_795_801_201, 1e15])
    func `a period that cannot be is drawn all the same`(_ since: Double) {
        var page = Page(since: Date(timeIntervalSince1970: since))
        page.vend(at: Page.until)
        #expect(page.columns.count <= 1)
        #expect(page.html.utf8.count < 40_000)
    }

    @Test func `agents and failures are part of their column`() throws {
        var page = Page()
        let time = try time("2026-11-24T13:05:00Z")
        page.vend(at: time, count: 3)
        page.vend(at: time, agent: "codex")
        page.add(.refreshFailed, .failed, at: time)
        #expect(page.columns == ["Tue 24 Nov, 14:00 to 15:00: 4 vends, 1 for coding agents, 1 failed or refused"])
        #expect(page.html.contains("<rect class=\"agent\" ") && page.html.contains("<rect class=\"failure\" "))
    }

    @Test func `profiles beyond the maximum are drawn together`() throws {
        var page = Page()
        for number in 0..<400 { page.vend(profile: "profile\(number)") }
        let text = page.text
        #expect(text.has("other profiles", "376 vends, at most 376 per hour, 0 sign-ins"))
        #expect(page.html.matches(of: /<svg width/).count == 26)
    }

    @Test func `each drawing has a title and a description`() throws {
        var page = Page()
        page.vend(at: try time("2026-11-24T13:05:00Z"))
        #expect(
            page.html.contains(
                """
                <svg width="100%" height="64" role="img" aria-labelledby="lane-0 lane-0-desc">
                <title id="lane-0">dev</title>
                <desc id="lane-0-desc">1 vend, at most 1 per hour, 0 sign-ins; most vends: Tue 24 Nov, 14:00 to 15:00</desc>
                """))
    }
}
