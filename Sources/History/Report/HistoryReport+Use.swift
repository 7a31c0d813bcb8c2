import FoundationEssentials
import Text

/// What used the credentials: programs, coding agents and profiles.
extension HistoryReport {
    private static let maxPrograms = 15
    private static let maxProfiles = 20

    var useSection: HTML {
        """
        <section aria-labelledby="use">
        <h2 id="use">What used the credentials</h2>
        \(totals.vends == 0 ? "<p class=\"none\">No program received credentials during this period.</p>" : useTables)
        </section>
        """
    }

    private var useTables: HTML {
        let hasAgents = totals.agentVends > 0
        return """
            \(hasAgents ? legend : "")
            <div class="columns">
            <div>
            <h3>Programs</h3>
            \(table(programs, "Program", limit: Self.maxPrograms))
            </div>
            <div>
            <h3>Coding agents</h3>
            \(hasAgents ? table(agents, "Agent", limit: Self.maxPrograms, isAgents: true) : "<p class=\"none\">No vend was for a coding agent.</p>")
            <h3>Profiles</h3>
            \(profileTable)
            </div>
            </div>
            """
    }

    private var legend: HTML {
        """
        <p class="legend"><span><i></i>programs</span> <span><i class="agent"></i>of these, programs that ran for a coding \
        agent</span></p>
        """
    }

    private func table(_ uses: NamedUses, _ title: String, limit: Int, isAgents: Bool = false) -> HTML {
        let (entries, rest, restCount) = uses.top(limit) { $0.vends }
        let most = max(entries.first?.use.vends ?? 0, rest.vends)
        var rows = entries.map { row($0.name.html, $0.use, most: most) }
        if rest.vends > 0 {
            let isComplete = uses.count < NamedUses.maxNames
            let name: HTML = isComplete ? "\(restCount.of("other"))" : "others, \(restCount.grouped) or more"
            rows.append(row("<span class=\"quiet\">\(name)</span>", rest, most: most))
        }
        return barTable(title, rows)
    }

    private var profileTable: HTML {
        let sorted = profiles.all.filter { $0.total.vends > 0 }.sorted { $0.total.vends > $1.total.vends }
        let most = sorted.first?.total.vends ?? 0
        let rest = sorted.dropFirst(Self.maxProfiles).reduce(into: profiles.others.total) { $0 += $1.total }
        var rows: [HTML] = []
        var host: ExactText?
        for use in byHost(sorted.prefix(Self.maxProfiles)) {
            if hasManyHosts, rows.isEmpty || use.owner.host != host {
                host = use.owner.host
                let name = host?.html ?? "this machine"
                rows.append("<tr class=\"host\"><th scope=\"rowgroup\" colspan=\"4\">\(name)</th></tr>")
            }
            rows.append(row(use.owner.profile, use.total, most: most))
        }
        if rest.vends > 0 { rows.append(row("<span class=\"quiet\">other profiles</span>", rest, most: most)) }
        return barTable("Profile", rows)
    }

    private func row(_ name: HTML, _ use: Use, most: Int) -> HTML {
        let agents: HTML = use.agentVends > 0 ? " title=\"\(use.agentVends.grouped) for coding agents\"" : ""
        return """
            <tr><th scope="row">\(name)</th>\(bar(use.vends, ofAgents: use.agentVends, most: most))\
            <td class="number"\(agents)>\(use.vends.grouped)</td><td class="number quiet">\(use.vends.percent(of: totals.vends))</td></tr>
            """
    }

    private func barTable(_ title: String, _ rows: [HTML]) -> HTML {
        """
        <table class="bars">
        <thead><tr><th scope="col">\(title)</th><td></td><th scope="col" class="number">Vends</th>\
        <th scope="col" class="number">Share</th></tr></thead>
        <tbody>
        \(rows.joined(separator: "\n"))
        </tbody>
        </table>
        """
    }
}
