package import FoundationEssentials
package import Session
import Text

/// What a history says about a period, for a person who would rather look than read; ``html`` is the page.
///
/// It counts while the events stream by and keeps none of them: names beyond a maximum are counted together, and of
/// sign-ins and failures the latest are kept. Events of one host must come in their order; hosts may come one after
/// another.
package struct HistoryReport: Sendable {
    package struct Period: Sendable, Hashable {
        /// Nil for the whole history.
        package let since: Date?
        package let until: Date

        package init(since: Date?, until: Date) {
            self.since = since
            self.until = until
        }

        func contains(_ time: Date) -> Bool {
            time <= until && since.map { $0 <= time } ?? true
        }
    }

    /// 1970 to 2199. Other times are those of a wrong clock, and would make the timeline useless.
    static let plausible = Date(timeIntervalSince1970: 0)..<Date(timeIntervalSince1970: 7_258_118_400)
    /// More logins do not wait at once.
    private static let maxWaiting = 1_000

    let period: Period
    let clock: LocalClock
    private(set) var verified: [VerifiedHistory] = []
    private(set) var totals = Totals()
    private(set) var programs = NamedUses()
    private(set) var agents = NamedUses()
    private(set) var sshClients = NamedUses()
    private(set) var identities = NamedUses()
    /// By name; the empty name is this machine, which its caller did not name.
    private(set) var hosts = NamedUses()
    private(set) var profiles: ProfileUses
    private(set) var failures = Failures()
    /// The first and the last time of an event in the period.
    private(set) var times: ClosedRange<Date>?
    /// How the replies of logins arrived that have not ended yet.
    private var channels: [HostedName: String] = [:]

    /// - Parameter utcOffset: how far local time is ahead of UTC at a time, in seconds.
    package init(_ period: Period, utcOffset: @escaping @Sendable (Date) -> TimeInterval) {
        self.period = period
        clock = LocalClock(utcOffset: utcOffset)
        profiles = ProfileUses(clock: clock)
    }

    /// Adds the result of a verification: one for each history in the report.
    package mutating func add(_ verified: VerifiedHistory) {
        hosts.add(verified.host ?? "", Use())
        self.verified.append(verified)
    }

    /// - Parameter host: the machine whose history contains the event; nil for this one, if the page need not name it.
    package mutating func add(_ record: AuditRecord, host: String?) {
        let time = RFC3339.parse(record.time).flatMap { Self.plausible.contains($0) ? $0 : nil }
        if let time {
            guard period.contains(time) else { return }
            times = times.map { min($0.lowerBound, time)...max($0.upperBound, time) } ?? time...time
        } else {
            totals.undated += 1
        }
        totals.events += 1
        if let lost = record.detail["lost_rows_before"]?.int { totals.addLost(lost) }
        hosts.add(host ?? "", Use())
        let event = ReportedEvent(record, host: host, time: time)
        if record.outcome == AuditEvent.Outcome.failed.rawValue || event.kind == .ledgerSetAside {
            addFailure(event)
        } else {
            addSuccess(event)
        }
    }

    private mutating func addFailure(_ event: ReportedEvent) {
        if event.isRefusal { totals.refusals += 1 } else { totals.failures += 1 }
        failures.add(event)
        profiles.addFailure(event)
        if event.kind == .loginEnded || event.kind == .exchangeFailed { _ = channel(of: event) }
    }

    private mutating func addSuccess(_ event: ReportedEvent) {
        let record = event.record
        switch event.kind {
        case .vended:
            let use = Use(
                vends: event.record.count, agentVends: event.agent == nil ? 0 : event.record.count, last: event.time)
            totals.vends += use.vends
            totals.agentVends += use.agentVends
            programs.add(record.actor.process ?? "", use)
            if let agent = event.agent { agents.add(agent, use) }
            sshClients.add(event.record.actor.sshAddress ?? "", use)
            profiles.addVend(event, use)
        case .signedIn:
            let use = Use(signIns: 1, last: event.time)
            totals.signIns += 1
            identities.add(record.session ?? "", use)
            sshClients.add(event.record.actor.sshAddress ?? "", use, detail: record.session)
            profiles.addSignIn(event, channel: channel(of: event))
        case .refreshed:
            totals.refreshes += 1
            profiles.addRefresh(event)
        case .signedOut:
            totals.signOuts += 1
            profiles.addSignOut(event)
        case .replyReceived:
            guard let login = record.detail["login"]?.text, let channel = record.detail["intake"]?.identifier else {
                break
            }
            if channels.count >= Self.maxWaiting { channels = [:] }
            channels[HostedName(event.host, login)] = channel
        default:
            break
        }
    }

    /// How the login's reply arrived; it is forgotten.
    private mutating func channel(of event: ReportedEvent) -> String? {
        event.record.detail["login"]?.text.flatMap { channels.removeValue(forKey: HostedName(event.host, $0)) }
    }
}

extension HistoryReport {
    struct Totals: Sendable {
        var events = 0
        var vends = 0
        /// Vends to a program that runs for a coding agent.
        var agentVends = 0
        var signIns = 0
        var signOuts = 0
        var refreshes = 0
        var failures = 0
        /// Refused replies and connections.
        var refusals = 0
        /// Events without a time that can be true.
        var undated = 0
        /// Events that could not be written.
        private(set) var lost = 0

        mutating func addLost(_ count: Int) {
            let (sum, overflow) = lost.addingReportingOverflow(max(0, count))
            lost = overflow ? .max : sum
        }
    }
}
