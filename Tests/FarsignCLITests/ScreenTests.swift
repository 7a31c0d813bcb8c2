import Foundation
import Testing

@testable import FarsignCLI

@Suite("what a person at a terminal reads")
struct ScreenTests {
    private static let now = Date(timeIntervalSince1970: 1_795_868_520)  // 2026-11-28T12:22:00Z
    private static func screen(_ environment: [String: String] = [:], columns: Int = 80) -> Screen {
        Screen(columns: columns) { environment[$0] }
    }

    @Test(arguments: [
        (12, "today 13:21 (12 s ago)", "13:21 (12 s)", "13:21:48"),
        (180, "today 13:19 (3 min ago)", "13:19 (3 min)", "13:19:00"),
        (7_200, "today 11:22 (2 h ago)", "11:22 (2 h)", "11:22:00"),
        (48_120, "today 00:00 (13 h ago)", "00:00 (13 h)", "00:00:00"),
        (48_121, "yesterday 23:59", "Nov 27 23:59", "Nov 27 23:59:59"),
        (200_000, "Nov 26 05:48", "Nov 26 05:48", "Nov 26 05:48:40"),
        (40_000_000, "2025-08-22", "2025-08-22", "2025-08-22"),
        (-60, "today 13:23", "13:23", "13:23:00"),
    ])
    func `times are local, with their age`(_ age: Double, _ long: String, _ short: String, _ clock: String) {
        let texts = [LocalTime.Style.long, .short, .clock].map { style in
            LocalTime(now: Self.now, utcOffset: { _ in 3_600 }, style: style).text(Self.now - age)
        }
        #expect(texts == [long, short, clock])
    }

    @Test(arguments: [
        ("Alice", 5), ("日本語", 6), ("e\u{301}", 1), ("한국", 4), ("🚀", 2), ("ｱ", 1), ("✓", 1), ("", 0),
    ])
    func `wide characters take two columns and marks none`(_ text: String, _ columns: Int) {
        #expect(text.columns == columns)
    }

    @Test func `a cut never takes more columns than there are`() {
        #expect("日本語".cut(to: 6, ellipsis: "…") == "日本語")
        #expect("日本語".cut(to: 5, ellipsis: "…") == "日本…")
        #expect("日本語".cut(to: 4, ellipsis: "…") == "日…")
        #expect("e\u{301}fg".cut(to: 2, ellipsis: "…") == "e\u{301}…")
    }

    @Test(arguments: [
        ("arn:aws:iam::123456789012:user/Alice", "Alice @ 1234…9012"),
        ("arn:aws:sts::123456789012:assumed-role/Admin/bob", "bob @ 1234…9012"),
        ("arn:aws:iam::123456789012:root", "root @ 1234…9012"), ("nobody", "nobody"),
        ("arn:aws:iam::12:user/Alice", "arn:aws:iam::12:user/Alice"),
        ("arn:aws:iam::123456789012:user/\u{1B}[31m", "\\u{1b}[31m @ 1234…9012"),
    ])
    func `an identity is a name and the ends of its account`(_ arn: String, _ identity: String) {
        #expect(Self.screen(["LANG": "C.UTF-8"]).identity(arn) == identity)
    }

    @Test func `COLUMNS comes before the terminal's width`() {
        #expect(Self.screen(["COLUMNS": "132"]).columns == 132)
        #expect(Self.screen(["COLUMNS": "0"], columns: 100).columns == 100)
        #expect(Self.screen(["COLUMNS": "wide"], columns: 0).columns == 80)
    }

    @Test(arguments: [
        (["TERM": "xterm"], true), (["TERM": "dumb"], false), ([:], false),
        (["TERM": "xterm", "NO_COLOR": "1"], false),
        (["TERM": "xterm", "NO_COLOR": ""], true),
    ])
    func `colour is for terminals that have it and people who want it`(
        _ environment: [String: String], _ hasColor: Bool
    ) {
        #expect(Self.screen(environment).paint("x", .red) == (hasColor ? "\u{1B}[31mx\u{1B}[m" : "x"))
    }

    @Test(arguments: [12, 20, 33, 40, 60, 80, 120])
    func `no line is wider than the terminal`(_ columns: Int) {
        var table = ScreenTable(
            [.init(name: "TIME", isFlexible: false), .init(name: "BY"), .init(name: "DETAIL", isLast: true)],
            on: Self.screen(columns: columns))
        let rows = [["11:40", String(repeating: "日", count: 30), String(repeating: "x", count: 90)]]
            .map { $0.map { ScreenTable.Cell($0) } }
        table.measure(rows)

        for line in [table.header] + rows.map(table.line) { #expect(line.columns <= max(columns, 11), "\(line)") }
    }

    @Test(arguments: [
        ([:], "less"), (["PAGER": "more"], "more"), (["PAGER": "more", "FARSIGN_PAGER": "less -S"], "less -S"),
        (["PAGER": "cat"], nil), (["PAGER": ""], nil), (["PAGER": "more", "FARSIGN_PAGER": ""], nil),
    ])
    func `the pager is found as git's is`(_ environment: [String: String], _ command: String?) {
        #expect(Pager { environment[$0] }?.command == command)
    }
}
