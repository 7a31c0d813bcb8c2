import Foundation
import History
import Session
import SessionTestSupport
import Testing
import Text

@Suite("The report's content")
struct HistoryReportTests {
    private static let hash = String(repeating: "a", count: 64)
    private static let checkpoint = VerifiedHistory.Checkpoint(size: 40, root: "cm9vdA==", time: Page.since)

    @Test func `an empty history says so in each section`() {
        var page = Page()
        page.add(VerifiedHistory(host: nil, .intact(events: 0, lastHash: AuditRecord.genesis)))
        let text = page.text
        #expect(text.has("The history is intact", "It has no events yet."))
        #expect(text.has("Nobody signed in during this period."))
        #expect(text.has("No program received credentials during this period."))
        #expect(text.has("Nothing failed and nothing was refused during this period."))
        #expect(text.has("There is nothing to show in this period."))
        #expect(!text.contains("nan") && !text.contains("--expect"))
    }

    @Test func `the period is in local time and names the time zone`() {
        #expect(Page().text.has("Fri 20 Nov, 00:00 to Fri 27 Nov 2026, 18:40", "UTC+01:00"))
        let summer = Date(timeIntervalSince1970: 1_767_222_000)
        let page = Page(since: summer, until: Date(timeIntervalSince1970: 1_780_000_000))
        #expect(page.text.has("UTC+02:00, UTC+01:00 at the start"))
    }

    @Test func `a whole history begins with its first event`() {
        var page = Page(since: nil)
        page.vend(at: Page.until - 7_200)
        #expect(page.text.has("Fri 27 Nov, 16:40 (the first event) to Fri 27 Nov 2026, 18:40"))
    }

    @Test func `an intact history shows its checkpoint and how to check it later`() {
        var page = Page()
        page.add(VerifiedHistory(host: nil, .intact(events: 42, lastHash: Self.hash), checkpoint: Self.checkpoint))
        #expect(page.text.has("Last checkpoint", "40 events, Fri 20 Nov 00:00", "cm9vdA=="))
        #expect(page.text.contains("farsign audit verify --expect 42:\(Self.hash)"))
        #expect(page.html.contains("<section class=\"verdict good\""))
    }

    @Test func `a history that does not verify comes with the problem`() {
        var page = Page()
        page.add(VerifiedHistory(host: nil, .problem("the chain is broken"), checkpoint: Self.checkpoint))
        #expect(page.text.has("The history does not verify", "The chain is broken."))
        #expect(page.html.contains("<section class=\"verdict bad\""))
        #expect(!page.text.contains("--expect"))
    }

    @Test func `a history that nobody verified is not called intact`() {
        var page = Page()
        page.vend()
        #expect(page.text.has("The history was not verified"))
        #expect(page.html.contains("<section class=\"verdict warn\""))
    }

    @Test func `a host whose events nobody verified is named`() {
        var page = Page()
        page.vend(host: "web1")
        page.vend(host: "web2")
        page.add(VerifiedHistory(host: "web1", .intact(events: 1, lastHash: Self.hash)))
        #expect(page.text.has("1 of 2 histories was not verified"))
        #expect(page.text.has("web2", "not verified"))
        #expect(page.html.contains("<section class=\"verdict warn\""))
    }

    @Test func `the histories with a problem come first`() throws {
        var page = Page()
        page.add(VerifiedHistory(host: "web1", .intact(events: 1, lastHash: Self.hash)))
        page.add(VerifiedHistory(host: "web2", .problem("row 7 was changed")))
        let text = page.text
        #expect(text.has("1 of 2 histories does not verify"))
        let bad = try #require(text.range(of: "web2\nRow 7 was changed."))
        let good = try #require(text.range(of: "web1\nintact, 1 event"))
        #expect(bad.lowerBound < good.lowerBound)
    }

    @Test func `many intact histories are folded away, and what is wrong is not`() throws {
        var page = Page()
        for number in 1...6 { page.add(VerifiedHistory(host: "web\(number)", .intact(events: 1, lastHash: Self.hash))) }
        page.add(VerifiedHistory(host: "web7", .problem("row 7 was changed")))
        let fold = try #require(page.html.range(of: "<details><summary>6 histories are intact</summary>"))
        let bad = try #require(page.html.range(of: "Row 7 was changed."))
        #expect(bad.lowerBound < fold.lowerBound)
        #expect(page.html[fold.upperBound...].contains("web6"))
    }

    @Test func `lost events are counted, up to the largest number`() {
        var page = Page()
        page.add(VerifiedHistory(host: nil, .intact(events: 3, lastHash: Self.hash)))
        page.add(.vended, detail: ["lost_rows_before": .integer(.max)])
        page.add(.vended, detail: ["lost_rows_before": .integer(.max)])
        page.add(.vended, detail: ["lost_rows_before": .integer(-5)])
        #expect(page.text.contains("9,223,372,036,854,775,807 events could not be written and are missing"))
        #expect(page.html.contains("<section class=\"verdict warn\""))
    }

    @Test func `a sign-in has its client, its channel, its vends and its end`() {
        var page = Page()
        let time = Page.since + 36_000
        page.add(.replyReceived, at: time - 1, detail: ["login": .string("0123456789ab"), "intake": .string("relay")])
        page.add(.signedIn, at: time, detail: ["login": .string("0123456789ab")])
        page.vend(at: time + 60, count: 3)
        page.add(.signedOut, at: time + 3_600)
        let text = page.text
        #expect(text.has("192.0.2.7", "1", "Alice 123456789012", "Fri 20 Nov 10:01"))
        #expect(
            text.has(
                "Fri 20 Nov 10:00", "Alice", "user, account 123456789012", "dev", "alice",
                "from 192.0.2.7, through the relay", "3", "Fri 20 Nov 11:00", "signed out"))
    }

    @Test func `a session that the service ended does not get later vends`() {
        var page = Page()
        page.add(.signedIn, at: Page.since + 60)
        page.vend(at: Page.since + 120, count: 2)
        page.add(.refreshFailed, .failed, at: Page.since + 180, detail: ["error": .string("session-over")])
        page.vend(at: Page.since + 240, count: 5)
        #expect(page.text.has("from 192.0.2.7", "2", "Fri 20 Nov 00:03", "ended by AWS"))
    }

    @Test func `a sign-in without SSH has its terminal`() {
        var page = Page()
        var actor = Sample.actor
        actor.sshClient = nil
        page.add(.signedIn, actor: actor)
        #expect(page.text.has("without SSH", "1", "Alice 123456789012", "Fri 20 Nov 01:00"))
        #expect(page.text.has("at pts/3", "0", "not used"))
    }

    @Test func `programs and agents come by use`() throws {
        var page = Page()
        page.vend("aws", count: 30)
        page.vend("python3", count: 50, agent: "codex")
        page.vend("terraform", count: 20)
        let text = page.text
        #expect(text.has("By coding agents", "50 %", "50 vends"))
        #expect(text.has("python3", "50", "50 %", "aws", "30", "30 %", "terraform", "20", "20 %"))
        #expect(text.has("codex", "50", "50 %"))
    }

    @Test func `names beyond the maximum are counted together`() {
        var page = Page()
        for number in 0..<1_500 { page.vend("program\(number)") }
        #expect(page.text.has("1,500", "to 1,000 programs"))
        #expect(page.text.has("others, 985 or more", "1,485", "99 %"))
    }

    @Test func `refused replies come before what failed`() throws {
        var page = Page()
        for _ in 0..<5 { page.add(.refreshFailed, .failed, detail: ["error": .string("host-not-found")]) }
        page.add(.replyRefused, .failed, profile: nil, detail: ["error": .string("state-mismatch")])
        let text = page.text
        #expect(text.has("Refused", "1", "replies and connections"))
        #expect(
            text.has(
                "refused", "A reply to a login was refused", "it belonged to another sign-in: state-mismatch", "1",
                "Fri 20 Nov 01:00", "no profile", "from 192.0.2.7", "failed", "Credentials could not be refreshed",
                "the service could not be reached: host-not-found", "5"))
    }

    @Test func `the latest failures are kept, whichever host comes last`() throws {
        var page = Page()
        for number in 0..<3_000 {
            page.add(.loginEnded, .failed, at: Page.since + Double(200_000 + number), host: "web1")
        }
        for number in 0..<3_000 { page.add(.loginEnded, .failed, at: Page.since + Double(number), host: "web2") }
        page.add(.replyRefused, .failed, at: Page.since + 300_000)
        let text = page.text
        #expect(text.has("Failed", "6,000"))
        #expect(text.has("One by one"))
        #expect(
            text.has(
                "Sun 22 Nov 08:23", "99 times since Sun 22 Nov 08:21", "A login ended without a session", "dev",
                "on web1",
                "from 192.0.2.7", "terraform", "3000"))
    }

    @Test func `failures that differ only in their time are one row`() {
        var page = Page()
        for number in 0..<20 {
            page.add(
                .refreshFailed, .failed, at: Page.since + Double(60 * number), profile: number < 15 ? "dev" : "prod")
        }
        let text = page.text
        #expect(
            text.has("Fri 20 Nov 00:19", "5 times since Fri 20 Nov 00:15", "Credentials could not be refreshed", "prod")
        )
        #expect(
            text.has("Fri 20 Nov 00:14", "15 times since Fri 20 Nov 00:00", "Credentials could not be refreshed", "dev")
        )
    }

    @Test func `more failures than are listed are counted`() {
        var page = Page()
        for number in 0..<300 { page.add(.loginEnded, .failed, profile: "dev\(number)") }
        #expect(page.text.has("Earlier ones, the latest 100 of 300 in all"))
    }

    @Test func `more sign-ins than are listed are counted`() {
        var page = Page()
        for number in 0..<200 { page.add(.signedIn, at: Page.since + Double(number)) }
        #expect(page.text.has("150 of 190 earlier sign-ins"))
    }

    @Test func `a history that was set aside is something that went wrong`() {
        var page = Page()
        page.add(.ledgerSetAside, profile: nil, detail: ["file": .string("ledger.db.corrupt")])
        #expect(page.text.has("failed", "A corrupt history was set aside, and a new one began", "1"))
    }

    @Test func `an event outside of the period is not counted, and one without a time is said`() {
        var page = Page()
        page.vend(at: Page.since - 1)
        page.vend(at: Page.until + 1)
        page.vend(at: Page.until)
        page.add(time: "yesterday", kind: "vended")
        page.add(time: "0001-01-01T00:00:00Z", kind: "vended")
        #expect(page.text.has("Vends", "3"))
        #expect(page.text.contains("2 events have no possible time and are not in the timeline."))
    }

    @Test func `profiles are grouped by host if there are several`() {
        var page = Page()
        page.vend(profile: "dev", host: "web1")
        page.vend(profile: "dev", host: "web2")
        #expect(page.text.has("AWS sign-ins and credentials of 2 hosts"))
        #expect(page.text.has("web1", "dev", "1", "50 %", "web2", "dev", "1", "50 %"))
        #expect(page.html.contains("<h3 class=\"host\"><bdi>web1</bdi></h3>"))
        var one = Page()
        one.vend(host: "web1")
        #expect(one.text.has("AWS sign-ins and credentials of web1"))
        #expect(!one.text.contains("on web1"))
    }
}
