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
