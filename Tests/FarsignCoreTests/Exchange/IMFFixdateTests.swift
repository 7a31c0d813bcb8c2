import Foundation
import Testing

@testable import FarsignCore

@Suite("IMF-fixdate")
struct IMFFixdateTests {
    @Test(
        arguments: [
            ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777), ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
            ("Thu, 29 Feb 2024 23:59:59 GMT", 1_709_251_199),
        ] as [(String, Double)])
    func `the date of HTTP is read`(_ text: String, _ seconds: Double) {
        #expect(IMFFixdate.parse(text)?.timeIntervalSince1970 == seconds)
    }

    @Test(arguments: [
        "", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994", "Sun, 06 Nov 1994 08:49:37",
        "a b Nov d e GMT",
        "Sun, 06 nov 1994 08:49:37 GMT", "Sun, 31 Feb 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 CET",
        "Sun, 6 Nov 1994 08:49:37 GMT",
    ])
    func `another form of a date is not read`(_ text: String) {
        #expect(IMFFixdate.parse(text) == nil)
    }
}
