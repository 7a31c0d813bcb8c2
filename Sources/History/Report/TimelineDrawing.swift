import FoundationEssentials
import Text

/// Draws profiles along one axis of time, as SVG whose width is that of the page: positions are in percent across and in
/// pixels down, so that texts and marks keep their shape on a phone and on paper.
struct TimelineDrawing {
    /// Down a lane: sessions and sign-ins, the columns of vends, failures.
    private enum Line {
        static let session = 6.0
        static let top = 14.0
        static let base = 54.0
        /// The base of a lane that has only failures.
        static let lowBase = 14.0
    }

    let columns: TimelineColumns
    let slots: TimeSlots
    var clock: LocalClock { slots.clock }
    private let ticks: [Tick]

    init(_ columns: TimelineColumns, _ slots: TimeSlots) {
        self.columns = columns
        self.slots = slots
        ticks = Tick.of(columns, slots.clock)
    }

    var axis: HTML {
        let every = ticks.count > 6 ? 2 : 1
        let labels = ticks.enumerated().map { index, tick -> HTML in
            let position = columns.position(tick.time) * 100
            // A label that begins near the end would be cut.
            guard position < 94 else { return "" }
            let mark: HTML = index % every == 0 ? "" : "wide"
            return "<span class=\"\(mark)\" style=\"left:\(position)%\">\(tick.label)</span>"
        }
        return "<div class=\"axis\" aria-hidden=\"true\">\(labels.joined())</div>"
    }

    /// - Parameters:
    ///   - sessions: in the order of their beginnings.
    ///   - id: distinguishes the lane from the others of the page.
    func lane(_ use: ProfileUse, _ sessions: [SessionUse], name: HTML, id: String) -> HTML {
        let activities = activities(use)
        let most = activities.map(\.vends).max() ?? 0
        let summary = summary(use, most)
        let busiest = activities.firstIndex { $0.vends == most && most > 0 }
        let peak = busiest.map { "; most vends: \(columns.text($0, clock))" } ?? ""
        let base = most == 0 && sessions.isEmpty ? Line.lowBase : Line.base
        let marks = activities.indices.map { column(activities[$0], at: $0, most: most, base: base) }.joined()
        return """
            <div class="lane">
            <p><b>\(name)</b> <span>\(summary)</span></p>
            <svg width="100%" height="\(base + 10)" role="img" aria-labelledby="lane-\(id) lane-\(id)-desc">
            <title id="lane-\(id)">\(use.owner.name?.text.name ?? "several profiles")</title>
            <desc id="lane-\(id)-desc">\(summary)\(peak)</desc>
            \(grid(base))
            \(self.sessions(sessions))\(marks)
            </svg>
            </div>

            """
    }

    private func activities(_ use: ProfileUse) -> [ProfileUse.Activity] {
        var activities = [ProfileUse.Activity](repeating: .init(), count: columns.count)
        for (slot, activity) in use.activities { activities[columns.column(slots.middle(slot))] += activity }
        return activities
    }

    private func summary(_ use: ProfileUse, _ most: Int) -> String {
        var parts = [use.total.vends.of("vend")]
        if most > 0 { parts.append("at most \(most.grouped) per \(columns.step.name)") }
        parts.append(use.total.signIns.of("sign-in"))
        if use.failures > 0 { parts.append("\(use.failures.grouped) failed or refused") }
        return parts.joined(separator: ", ")
    }

    private func grid(_ base: Double) -> HTML {
        let weekends = weekends.map { range -> HTML in
            let (left, right) = (columns.position(range.lowerBound) * 100, columns.position(range.upperBound) * 100)
            return "<rect class=\"weekend\" x=\"\(left)%\" y=\"0\" width=\"\(right - left)%\" height=\"\(base)\"/>"
        }
        let lines = ticks.map { tick -> HTML in
            let x = columns.position(tick.time) * 100
            return "<line class=\"grid\" x1=\"\(x)%\" x2=\"\(x)%\" y1=\"0\" y2=\"\(base)\"/>"
        }
        return """
            \(weekends.joined())\(lines.joined())\
            <line class="base" x1="0" x2="100%" y1="\(base + 0.5)" y2="\(base + 0.5)"/>
            """
    }

    /// Saturdays and Sundays, where a page shows days.
    private var weekends: [Range<Date>] {
        let (start, end) = (columns.edges[0], columns.edges[columns.count])
        guard [.quarter, .hour, .sixHours].contains(columns.step) else { return [] }
        return (clock.day(start)...clock.day(end)).compactMap { day in
            let begin = clock.start(ofDay: day)
            let finish = clock.start(ofDay: day + 1)
            return clock.weekday(begin) >= 5 && begin < end ? max(begin, start)..<min(finish, end) : nil
        }
    }

    private func column(_ activity: ProfileUse.Activity, at index: Int, most: Int, base: Double) -> HTML {
        guard activity != ProfileUse.Activity() else { return "" }
        let x = columns.position(columns.edges[index]) * 100
        let width = columns.position(columns.edges[index + 1]) * 100 - x
        func rect(_ name: HTML, _ y: Double, _ height: Double) -> HTML {
            guard height > 0 else { return "" }
            return """
                <rect class="\(name)" x="\(x + width * 0.07)%" y="\(y)" width="\(width * 0.86)%" height="\(height)"/>
                """
        }
        let full = base - Line.top
        // A single vend beside thousands can still be seen.
        let height = activity.vends == 0 ? 0 : max(2, Double(activity.vends) / Double(most) * full)
        let agents =
            activity.agentVends == 0
            ? 0 : min(height, max(1, height * Double(activity.agentVends) / Double(activity.vends)))
        return """
            <g><title>\(title(activity, at: index))</title>\(rect("vends", base - height, height - agents))\
            \(rect("agent", base - agents, agents))\
            \(rect("failure", base + 4, activity.failures > 0 ? 5 : 0))</g>
            """
    }

    private func title(_ activity: ProfileUse.Activity, at index: Int) -> String {
        var text = "\(columns.text(index, clock)): \(activity.vends.of("vend"))"
        if activity.agentVends > 0 { text += ", \(activity.agentVends.grouped) for coding agents" }
        if activity.failures > 0 { text += ", \(activity.failures.grouped) failed or refused" }
        return text
    }

    private func sessions(_ sessions: [SessionUse]) -> HTML {
        // Sessions that cannot be told apart are drawn as one.
        var spans: [ClosedRange<Double>] = []
        for times in sessions.compactMap(\.times) {
            let (left, right) = (columns.position(times.lowerBound) * 100, columns.position(times.upperBound) * 100)
            if let last = spans.last, left - last.upperBound < 0.1, left >= last.lowerBound {
                spans[spans.count - 1] = last.lowerBound...max(last.upperBound, right)
            } else {
                spans.append(left...right)
            }
        }
        let bars = spans.map { span -> HTML in
            let width = max(0.3, span.upperBound - span.lowerBound)
            return """
                <rect class="session" x="\(span.lowerBound)%" y="\(Line.session - 1.5)" width="\(width)%" height="3"/>
                """
        }
        return "\(bars.joined())\(signIns(sessions))"
    }

    private func signIns(_ sessions: [SessionUse]) -> HTML {
        let sessions = sessions.filter { $0.signedIn != nil }
        let radius = sessions.count <= 40 ? 4 : sessions.count <= 120 ? 2.5 : 1.5
        var last = -1.0
        return sessions.compactMap { session -> HTML? in
            guard let time = session.signedIn else { return nil }
            let x = columns.position(time) * 100
            if abs(x - last) < 0.1 { return nil }
            last = x
            let who = session.arn.map { " as \($0.text.name)" } ?? ""
            return """
                <circle class="signin" cx="\(x)%" cy="\(Line.session)" r="\(radius)"><title>\(clock.dayText(time)) \
                \(clock.hour(time)): signed in\(who)</title></circle>
                """
        }.joined()
    }
}
