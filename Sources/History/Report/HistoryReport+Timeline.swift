import FoundationEssentials
import Text

/// When it happened: for each profile its sessions, its vends and its failures along one axis of time.
extension HistoryReport {
    private static let maxLanes = 24

    var timelineSection: HTML {
        let lanes = lanes
        guard !lanes.isEmpty else {
            return """
                <section aria-labelledby="timeline">
                <h2 id="timeline">Timeline</h2>
                <p class="none">There is nothing to show in this period.</p>
                </section>
                """
        }
        let drawing = drawing
        return """
            <section class="timeline" aria-labelledby="timeline">
            <h2 id="timeline">Timeline</h2>
            \(timelineLegend(drawing))
            \(drawing.axis)
            \(lanesHTML(lanes, drawing))
            \(drawing.axis)
            \(drawing.table(lanes.map { (name: profile($0.owner), use: $0) }))
            </section>
            """
    }

    /// All profiles together, which shows in the first moment when something happened.
    var overview: HTML {
        guard totals.vends + totals.signIns + totals.failures + totals.refusals > 0 else { return "" }
        var all = profiles.others
        for profile in profiles.all { all.merge(profile) }
        let sessions = profiles.all.flatMap(\.sessions).sorted {
            ($0.times?.lowerBound ?? .distantPast) < ($1.times?.lowerBound ?? .distantPast)
        }
        let drawing = drawing
        return """
            <div class="overview">
            \(drawing.lane(all, sessions, name: "Activity", id: "all"))
            \(drawing.axis)
            </div>
            """
    }

    private var drawing: TimelineDrawing {
        TimelineDrawing(
            TimelineColumns(shownPeriod, narrowest: profiles.slots.width, clock: clock), profiles.slots)
    }

    private func timelineLegend(_ drawing: TimelineDrawing) -> HTML {
        let hasAgents = totals.agentVends > 0
        return """
            <p class="legend"><span><i></i>vends per \(drawing.columns.step.name)</span> \
            \(hasAgents ? "<span><i class=\"agent\"></i>of these, for coding agents</span>" : "") \
            <span><i class="signin"></i>sign-in</span> <span><i class="session"></i>session in use</span> \
            <span><i class="failure"></i>failed or refused</span> \
            <span>Each profile has its own scale.</span></p>
            """
    }

    /// The profiles that are drawn, those of one host together; the least used ones are combined.
    private var lanes: [ProfileUse] {
        let used = profiles.all.filter { !$0.activities.isEmpty || !$0.sessions.isEmpty }
            .sorted { left, right in
                (left.total.vends, left.total.signIns, left.failures)
                    > (right.total.vends, right.total.signIns, right.failures)
            }
        return byHost(used.prefix(Self.maxLanes))
    }

    /// The profiles of one host together, in the order in which the hosts come first.
    func byHost(_ uses: some Sequence<ProfileUse>) -> [ProfileUse] {
        var hosts: [ExactText?] = []
        for use in uses where !hosts.contains(use.owner.host) { hosts.append(use.owner.host) }
        return hosts.flatMap { host in uses.filter { $0.owner.host == host } }
    }

    private var otherProfiles: ProfileUse? {
        let shown = Set(lanes.map(\.owner))
        var others = profiles.others
        for profile in profiles.all where !shown.contains(profile.owner) { others.merge(profile) }
        return others.activities.isEmpty ? nil : others
    }

    private func lanesHTML(_ lanes: [ProfileUse], _ drawing: TimelineDrawing) -> HTML {
        var html: HTML = ""
        var host: ExactText?
        for (index, lane) in lanes.enumerated() {
            if hasManyHosts, index == 0 || lane.owner.host != host {
                host = lane.owner.host
                html += "<h3 class=\"host\">\(host?.html ?? "this machine")</h3>\n"
            }
            html += drawing.lane(lane, lane.sessions, name: lane.owner.profile, id: "\(index)")
        }
        if let others = otherProfiles {
            html += drawing.lane(others, [], name: "<span class=\"quiet\">other profiles</span>", id: "others")
        }
        return html
    }
}

extension ProfileUse {
    fileprivate mutating func merge(_ other: ProfileUse) {
        total += other.total
        failures += other.failures
        for (slot, activity) in other.activities { add(activity, to: slot) }
    }
}

extension TimelineColumns.Step {
    var name: String {
        switch self {
        case .quarter: "15 minutes"
        case .hour: "hour"
        case .sixHours: "6 hours"
        case .day: "day"
        case .week: "week"
        case .month: "month"
        case .year: "year"
        }
    }
}
