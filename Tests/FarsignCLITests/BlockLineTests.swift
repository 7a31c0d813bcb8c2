import Foundation
import Testing

@testable import FarsignCLI

@Suite("lines of blocks")
struct BlockLineTests {
    @Test(arguments: [
        ([], "", ""), ([0, 0, 0], "···", "..."), ([1], "█", "#"),
        ([1, 2, 3, 4, 5, 6, 7, 8, 0], "▁▂▃▄▅▆▇█·", "_-:=+*%#."),
        ([1, 1_000_000], "▁█", "_#"), ([.max, .max / 2, 1], "█▄▁", "#=_"), ([-1, .min, 3], "··█", "..#"),
    ])
    func `a height is the part of the largest count`(_ counts: [Int], _ blocks: String, _ plain: String) {
        #expect(BlockLine(counts: counts).text(isUnicode: true) == blocks)
        #expect(BlockLine(counts: counts).text(isUnicode: false) == plain)
    }

    @Test func `the last hours are counted up to now`() {
        let now = Date(timeIntervalSince1970: 1_795_801_200)
        let times = [now, now - 3_599, now - 3_600, now - 86_399, now - 86_400, now + 1]
        #expect(
            BlockLine(hours: 24, until: now, times).counts == [1] + [Int](repeating: 0, count: 21) + [1, 2])
    }

    @Test(arguments: [
        (["LANG": "en_US.UTF-8"], true), (["LANG": "C.utf8"], true), (["LANG": "de_DE.UTF-8@euro"], true),
        (["LANG": "C"], false), (["LANG": "de_DE.ISO-8859-1"], false), ([:], false),
        (["LANG": "en_US.UTF-8", "LC_ALL": "C"], false), (["LANG": "C", "LC_CTYPE": "C.UTF-8"], true),
        (["LC_ALL": "", "LANG": "C.UTF-8"], true), (["LANG": "C.UTF-8", "TERM": "linux"], false),
    ])
    func `blocks are for a UTF-8 locale`(_ environment: [String: String], _ isUnicode: Bool) {
        #expect(BlockLine.isUnicode { environment[$0] } == isUnicode)
    }
}
