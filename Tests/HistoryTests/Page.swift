import Foundation
import History
import Session
import SessionTestSupport
import Text

/// A report for tests: rows are added by what matters about them.
struct Page {
    /// 2026-11-20 to 2026-11-27, in Berlin.
    static let since = Date(timeIntervalSince1970: 1_795_129_200)
    static let until = Date(timeIntervalSince1970: 1_795_801_200)

    /// Berlin's summer time of 2026, from 29 March to 25 October.
    static let berlin: @Sendable (Date) -> TimeInterval = { time in
        (1_774_746_000..<1_792_890_000).contains(time.timeIntervalSince1970) ? 7_200 : 3_600
    }

    private var report: HistoryReport
    private var seq = 0

    init(
        since: Date? = Page.since, until: Date = Page.until,
        utcOffset: @escaping @Sendable (Date) -> TimeInterval = Page.berlin
    ) {
        report = HistoryReport(HistoryReport.Period(since: since, until: until), utcOffset: utcOffset)
    }

    var html: String { report.html }

    /// The page without its markup and its style, each text on a line of its own.
    var text: String {
        let body = html.replacing(/<style>.*?<\/style>/.dotMatchesNewlines(), with: "")
            .replacing(/<(title|desc)[^>]*>[^<]*<\/(title|desc)>/, with: "")
            .replacing(/<\/?(bdi|b|code|time|span class="quiet"|wbr)\b[^>]*>/, with: "")
        return body.replacing(/<[^>]*>/, with: "\n").replacing(/\s*\n\s*/, with: "\n")
    }

    /// The texts that a browser shows for a column of the timeline, in all lanes but the one of all profiles.
    var columns: [String] {
        let timeline = html.components(separatedBy: "id=\"timeline\"").last ?? ""
        return timeline.matches(of: /<g><title>([^<]*)<\/title>/).map { String($0.1) }
    }

    mutating func add(_ verified: VerifiedHistory) {
        report.add(verified)
    }

    mutating func add(
        _ kind: AuditEvent.Kind, _ outcome: AuditEvent.Outcome = .ok, at time: Date = Page.since + 3_600,
        host: String? = nil, profile: String? = "dev", session: String? = "arn:aws:iam::123456789012:user/Alice",
        actor: Actor = Sample.actor, detail: [JSONName: JSONValue] = [:]
    ) {
        add(
            time: RFC3339.milliseconds(time), kind: kind.rawValue, outcome: outcome.rawValue, host: host,
            profile: profile, session: session, actor: actor, detail: detail)
    }

    /// A row as somebody could write it into a ledger.
    mutating func add(
        time: String, kind: String, outcome: String = "ok", host: String? = nil, profile: String? = "dev",
        session: String? = nil, actor: Actor = Sample.actor, detail: [JSONName: JSONValue] = [:]
    ) {
        seq += 1
        report.add(
            AuditRecord(
                seq: seq, time: time, kind: kind, outcome: outcome, profile: profile, session: session, account: nil,
                actor: actor, detail: .object(detail), previousHash: AuditRecord.genesis, hash: AuditRecord.genesis),
            host: host)
    }

    mutating func vend(
        _ program: String = "terraform", at time: Date = Page.since + 3_600, count: Int = 1, agent: String? = nil,
        profile: String? = "dev", host: String? = nil
    ) {
        var actor = Sample.actor
        actor.process = program
        for _ in 0..<count {
            add(
                .vended, at: time, host: host, profile: profile, actor: actor,
                detail: agent.map { ["agent": .string($0)] } ?? [:])
        }
    }
}

extension String {
    /// Whether these lines follow each other in the text.
    func has(_ lines: String...) -> Bool {
        ("\n" + self + "\n").contains("\n" + lines.joined(separator: "\n") + "\n")
    }
}
