import FoundationEssentials
import Session

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
            $0.use(event) { $0.add(event.time, vends: use.vends) }
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
