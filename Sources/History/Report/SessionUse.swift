import FoundationEssentials
import Session
import Text

/// A session of a profile: from the sign-in to its last use.
struct SessionUse: Sendable {
    enum End: Sendable {
        case signedOut
        /// The service refused to refresh it.
        case refused
    }

    let owner: HostedName
    let arn: ExactText?
    /// Nil if the sign-in is not among the report's events.
    let signedIn: Date?
    let user: ExactText?
    let place: ReportedPlace?
    let agent: ExactText?
    let channel: String?
    private(set) var vends = 0
    /// The first and the last event of the session.
    private(set) var times: ClosedRange<Date>?
    private(set) var ended: End?

    init(_ event: ReportedEvent, signedIn: Date?, channel: String?) {
        owner = HostedName(event.host, event.record.profile)
        arn = event.record.session.map { ExactText(name: $0) }
        self.signedIn = signedIn
        user = event.record.actor.user.map { ExactText(name: $0) }
        place = event.place
        agent = event.agent.map { ExactText(name: $0) }
        self.channel = channel
        times = event.time.map { $0...$0 }
    }

    /// Whether the event belongs to the session: it has the same identity, and the session has not ended.
    func contains(_ event: ReportedEvent) -> Bool {
        ended == nil && arn == event.record.session.map { ExactText(name: $0) }
    }

    mutating func add(_ time: Date?, vends: Int = 0, end: End? = nil) {
        self.vends += vends
        ended = end
        guard let time else { return }
        times = times.map { min($0.lowerBound, time)...max($0.upperBound, time) } ?? time...time
    }
}
