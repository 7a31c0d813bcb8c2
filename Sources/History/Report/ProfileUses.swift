import FoundationEssentials
import Session
import Text

/// The uses of a profile of a host, over time.
struct ProfileUse: Sendable {
    /// What happened in a slot of time.
    struct Activity: Sendable, Hashable {
        var vends = 0
        var agentVends = 0
        var failures = 0

        static func += (activity: inout Activity, more: Activity) {
            activity.vends += more.vends
            activity.agentVends += more.agentVends
            activity.failures += more.failures
        }
    }

    /// More than a page can show; older ones are dropped.
    private static let maxSessions = 500

    /// Its name is nil for what belongs to no profile.
    let owner: HostedName
    var total = Use()
    var failures = 0
    /// By the slot of ``TimeSlots``.
    var activities: [Int: Activity] = [:]
    private(set) var sessions: [SessionUse] = []

    init(owner: HostedName) {
        self.owner = owner
    }

    mutating func add(_ activity: Activity, to slot: Int) {
        if activity != Activity() { activities[slot, default: Activity()] += activity }
    }

    mutating func moveActivities(to newSlot: (_ slot: Int) -> Int) {
        var moved: [Int: Activity] = [:]
        for (slot, activity) in activities { moved[newSlot(slot), default: Activity()] += activity }
        activities = moved
    }

    mutating func begin(_ session: SessionUse) {
        if sessions.count >= 2 * Self.maxSessions { sessions.removeFirst(Self.maxSessions) }
        sessions.append(session)
    }

    /// Changes the profile's current session. An event of a session that did not begin in the report begins it.
    mutating func use(_ event: ReportedEvent, _ change: (inout SessionUse) -> Void) {
        let last = sessions.count - 1
        if last >= 0, sessions[last].contains(event) {
            change(&sessions[last])
        } else {
            var session = SessionUse(event, signedIn: nil, channel: nil)
            change(&session)
            begin(session)
        }
    }
}

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

/// The uses of all profiles, with a maximum of profiles: further ones are counted together.
struct ProfileUses: Sendable {
    /// Each has up to 4,000 slots of time.
    static let maxProfiles = 300

    private(set) var slots: TimeSlots
    private(set) var all: [ProfileUse] = []
    /// Of the profiles beyond the maximum.
    private(set) var others = ProfileUse(owner: HostedName(nil, nil))
    private var places: [HostedName: Int] = [:]

    init(clock: LocalClock) {
        slots = TimeSlots(clock: clock)
    }

    mutating func addVend(_ event: ReportedEvent, _ use: Use) {
        change(event, ProfileUse.Activity(vends: use.vends, agentVends: use.agentVends)) {
            $0.total += use
            $0.use(event) { $0.add(event.time, vends: 1) }
        }
    }

    mutating func addSignIn(_ event: ReportedEvent, channel: String?) {
        change(event, ProfileUse.Activity()) {
            $0.total += Use(signIns: 1)
            $0.begin(SessionUse(event, signedIn: event.time, channel: channel))
        }
    }

    mutating func addRefresh(_ event: ReportedEvent) {
        change(event, ProfileUse.Activity()) { $0.use(event) { $0.add(event.time) } }
    }

    mutating func addSignOut(_ event: ReportedEvent) {
        change(event, ProfileUse.Activity()) { $0.use(event) { $0.add(event.time, end: .signedOut) } }
    }

    mutating func addFailure(_ event: ReportedEvent) {
        change(event, ProfileUse.Activity(failures: 1)) {
            $0.failures += 1
            if event.endsSession { $0.use(event) { $0.add(event.time, end: .refused) } }
        }
    }

    private mutating func change(
        _ event: ReportedEvent, _ activity: ProfileUse.Activity, _ change: (inout ProfileUse) -> Void
    ) {
        let slot = event.time.map { self.slot($0) }
        let owner = HostedName(event.host, event.record.profile)
        if let place = places[owner] ?? place(for: owner) {
            if let slot { all[place].add(activity, to: slot) }
            change(&all[place])
        } else {
            if let slot { others.add(activity, to: slot) }
            change(&others)
        }
    }

    private mutating func slot(_ time: Date) -> Int {
        let before = slots
        let slot = slots.add(time)
        if slots.width != before.width {
            for place in all.indices { all[place].moveActivities { slots.slot(before.middle($0)) } }
            others.moveActivities { slots.slot(before.middle($0)) }
        }
        return slot
    }

    /// Nil if there are too many profiles.
    private mutating func place(for owner: HostedName) -> Int? {
        guard all.count < Self.maxProfiles else { return nil }
        places[owner] = all.count
        all.append(ProfileUse(owner: owner))
        return all.count - 1
    }
}
