import FoundationEssentials
import Text

/// The page: one file that loads nothing and runs nothing. Its sections follow the questions of somebody who looks at it:
/// is the history intact, who signed in, what used the credentials, what went wrong, and when.
extension HistoryReport {
    /// The whole page as HTML.
    package var html: String {
        let page: HTML = """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
            <meta name="referrer" content="no-referrer">
            <title>\(title), \(periodText) - farsign</title>
            <style>
            \(Self.style)
            </style>
            </head>
            <body>
            <main>
            \(header)
            \(verdict)
            \(figures)
            \(overview)
            \(signInSection)
            \(useSection)
            \(failureSection)
            \(timelineSection)
            \(footer)
            </main>
            </body>
            </html>

            """
        return page.markup
    }

    private var header: HTML {
        """
        <header>
        <p class="product">farsign audit report</p>
        <h1>\(title)</h1>
        <p class="period">\(periodText) <span class="zone">\(clock.zone(period.until))\(zoneChange)</span></p>
        </header>
        """
    }

    private var title: String {
        let subject = "AWS sign-ins and credentials"
        if hasManyHosts { return "\(subject) of \(hosts.names.count.of("host"))" }
        guard let host = hosts.names.first, !host.text.isEmpty else { return subject }
        return "\(subject) of \(host.text.name)"
    }

    /// The period from its beginning, or from the first event of the whole history.
    var shownPeriod: ClosedRange<Date> {
        let start = max(period.since ?? times?.lowerBound ?? period.until, Self.plausible.lowerBound)
        return min(start, period.until)...period.until
    }

    private var periodText: String {
        let (start, end) = (shownPeriod.lowerBound, shownPeriod.upperBound)
        let year = clock.year(start) == clock.year(end) ? "" : " \(clock.year(start))"
        let whole = period.since == nil && times != nil ? " (the first event)" : ""
        if period.since == nil, times == nil { return "Until \(full(end))" }
        return "\(clock.dayText(start))\(year), \(clock.hour(start))\(whole) to \(full(end))"
    }

    private func full(_ time: Date) -> String { "\(clock.dayText(time)) \(clock.year(time)), \(clock.hour(time))" }

    /// Says that the clock was changed in the period, so that its offset is not the one of all times.
    private var zoneChange: String {
        let (before, now) = (clock.zone(shownPeriod.lowerBound), clock.zone(period.until))
        return before == now ? "" : ", \(before) at the start"
    }

    private var figures: HTML {
        let (refused, failed) = (totals.refusals, totals.failures)
        let others = "sign-ins, refreshes, others"
        return """
            <dl class="figures">
            \(figure("Sign-ins", totals.signIns.grouped, identities.count.of("identity", "identities")))
            \(figure("Vends", totals.vends.grouped, "to \(programs.count.of("program"))"))
            \(figure("By coding agents", totals.agentVends.percent(of: totals.vends), totals.agentVends.of("vend")))
            \(figure("Refused", refused.grouped, "replies and connections", mark: refused > 0 ? "bad" : "none"))
            \(figure("Failed", failed.grouped, others, mark: failed > 0 ? "warn" : "none"))
            </dl>
            """
    }

    private func figure(_ name: HTML, _ value: String, _ note: String, mark: HTML = "none") -> HTML {
        """
        <div class="\(mark)"><dt>\(name)</dt><dd><b>\(value)</b><span>\(note)</span></dd></div>
        """
    }

    private var footer: HTML {
        """
        <footer>
        <p>A vend is one call of a credential process: a program asked for credentials of a profile and received them, \
        valid for at most 15 minutes. The program is the one that ran the credential process. A coding agent is \
        recognised by its environment or its name, which whoever starts it can change: it is evidence and no proof.</p>
        <p>All times are local (\(clock.zone(period.until))); an event's own time is in UTC. This page contains no \
        scripts and loads nothing.</p>
        </footer>
        """
    }

    /// What is shown on demand.
    func details(_ summary: HTML, _ content: HTML) -> HTML {
        "<details>\n<summary>\(summary)</summary>\n\(content)\n</details>"
    }

    /// A time of the list of events.
    func short(_ time: Date?) -> HTML {
        guard let time else { return "<span class=\"quiet\">no time</span>" }
        let year = clock.year(time) == clock.year(period.until) ? "" : " \(clock.year(time))"
        let utc = RFC3339.seconds(time)
        return """
            <time datetime="\(utc)" title="\(utc)">\(clock.dayText(time))\(year) <b>\(clock.hour(time))</b></time>
            """
    }
}

extension String {
    /// A name as a page shows it.
    var name: String { isEmpty ? "unknown" : ShownText(self, limit: 80).description }
}

extension ExactText {
    /// The name, set apart from the direction in which the text around it is written.
    var html: HTML { "<bdi>\(text.name)</bdi>" }
}

extension ReportedPlace {
    var html: HTML {
        switch self {
        case .sshClient(let address): "from \(address.html)"
        case .terminal(let name): "at \(name.html)"
        }
    }
}

extension HostedName {
    /// The profile's name alone.
    var profile: HTML { name.map(\.html) ?? "<span class=\"quiet\">no profile</span>" }
}

extension HistoryReport {
    var hasManyHosts: Bool { hosts.names.count > 1 }

    /// The profile, and its host if there are several.
    func profile(_ owner: HostedName) -> HTML {
        guard hasManyHosts, let host = owner.host else { return owner.profile }
        return "\(owner.profile)<span class=\"sub\">on \(host.html)</span>"
    }
}
