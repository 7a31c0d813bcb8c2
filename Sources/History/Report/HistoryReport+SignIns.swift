import FoundationEssentials
import SignIn
import Text

/// Who signed in, and from where.
extension HistoryReport {
    private static let maxClients = 12
    private static let maxSignIns = 10
    /// Of the sign-ins that are shown on demand.
    private static let maxMoreSignIns = 150

    var signInSection: HTML {
        """
        <section aria-labelledby="sign-ins">
        <h2 id="sign-ins">Who signed in</h2>
        \(totals.signIns == 0 ? "<p class=\"none\">Nobody signed in during this period.</p>" : signInTables)
        </section>
        """
    }

    private var signInTables: HTML {
        let signIns = profiles.all.flatMap(\.sessions).filter { $0.signedIn != nil }
            .sorted { ($0.signedIn ?? .distantPast) > ($1.signedIn ?? .distantPast) }
        let more = signIns.dropFirst(Self.maxSignIns)
        let shown = more.count <= 3 ? signIns[...] : signIns.prefix(Self.maxSignIns)
        let hidden = more.count <= 3 ? [] : more.prefix(Self.maxMoreSignIns)
        let earlier = totals.signIns - shown.count
        let missing = hidden.count < earlier ? " of \(earlier.grouped)" : ""
        return """
            <h3>By SSH client</h3>
            \(clientTable)
            <h3>\(hidden.isEmpty ? "Sign-ins" : "The latest sign-ins")</h3>
            \(signInTable(shown))
            \(hidden.isEmpty ? "" : details("\(hidden.count.grouped)\(missing) earlier sign-ins", signInTable(hidden)))
            """
    }

    private var clientTable: HTML {
        let (entries, rest, restCount) = sshClients.top(Self.maxClients) { $0.signIns }
        let clients = entries.filter { $0.use.signIns > 0 }
        let most = max(clients.first?.use.signIns ?? 0, rest.signIns)
        var rows = clients.map { entry -> HTML in
            var identities = entry.details.map { "<div>\(identity($0, inline: true))</div>" as HTML }
            if entry.hasMoreDetails { identities.append("<div class=\"quiet\">and others</div>") }
            let name: HTML = entry.name.text.isEmpty ? "<span class=\"quiet\">without SSH</span>" : entry.name.html
            return """
                <tr><th scope="row">\(name)</th>\(bar(entry.use.signIns, most: most))\
                <td class="number" data-label="Sign-ins">\(entry.use.signIns.grouped)</td>\
                <td data-label="Identities">\(identities.joined())</td>\
                <td data-label="Last seen">\(short(entry.use.last))</td></tr>
                """
        }
        if rest.signIns > 0 {
            rows.append(
                """
                <tr><th scope="row" class="quiet">\(max(restCount, 1).of("other client"))</th>\
                \(bar(rest.signIns, most: most))<td class="number" data-label="Sign-ins">\(rest.signIns.grouped)</td>\
                <td></td><td data-label="Last seen">\(short(rest.last))</td></tr>
                """)
        }
        return """
            <table class="bars clients">
            <thead><tr><th scope="col">SSH client</th><td></td><th scope="col" class="number">Sign-ins</th>\
            <th scope="col">Identities</th><th scope="col">Last seen</th></tr></thead>
            <tbody>
            \(rows.joined(separator: "\n"))
            </tbody>
            </table>
            """
    }

    private func signInTable(_ signIns: some Sequence<SessionUse>) -> HTML {
        let rows = signIns.map { session -> HTML in
            """
            <tr><td data-label="Time">\(short(session.signedIn))</td>\
            <td data-label="Identity">\(session.arn.map { identity($0) } ?? "unknown")</td>\
            <td data-label="Profile">\(profile(session.owner))</td>\
            <td data-label="By">\(by(session))</td>\
            <td class="number" data-label="Vends">\(session.vends.grouped)</td>\
            <td data-label="Used until">\(end(session))</td></tr>
            """
        }
        return """
            <table class="list">
            <thead><tr><th scope="col">Time</th><th scope="col">Identity</th><th scope="col">Profile</th>\
            <th scope="col">By</th><th scope="col" class="number">Vends</th><th scope="col">Used until</th></tr></thead>
            <tbody>
            \(rows.joined(separator: "\n"))
            </tbody>
            </table>
            """
    }

    /// The name of the identity, and beside it or below it what kind of identity it is and its account.
    private func identity(_ arn: ExactText, inline: Bool = false) -> HTML {
        guard let session = SessionARN(arn.text) else { return arn.html }
        let fields = session.text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        let resource = fields[5].split(separator: "/", maxSplits: 1)
        // A long name breaks after a slash rather than anywhere.
        let parts = (resource.last ?? fields[5]).split(separator: "/", omittingEmptySubsequences: false)
        let name: HTML = "<bdi>\(parts.map { "\(String($0).name)" as HTML }.joined(separator: "/<wbr>"))</bdi>"
        let account = session.account
        if inline { return "\(name) <span class=\"quiet\">\(account)</span>" }
        let kind = resource.count == 2 ? "\(resource[0].replacing("-", with: " ")), " : ""
        return "\(name)<span class=\"sub\">\(kind)account \(account)</span>"
    }

    private func by(_ session: SessionUse) -> HTML {
        let user: HTML = session.user?.html ?? "unknown user"
        let place = session.place?.html ?? "without a terminal"
        let agent: HTML = session.agent.map { " <span class=\"tag\">\($0.text.name)</span>" } ?? ""
        let channel: HTML = session.channel.map { ", \(Self.channelText($0))" } ?? ""
        return "\(user)\(agent)<span class=\"sub\">\(place)\(channel)</span>"
    }

    private static func channelText(_ channel: String) -> String {
        switch channel {
        case "terminal": "by paste"
        case "pipe": "through a pipe"
        case "submit": "farsign submit"
        case "relay": "through the relay"
        case "callback": "browser callback"
        default: channel.name
        }
    }

    private func end(_ session: SessionUse) -> HTML {
        let last = session.times?.upperBound
        let used: HTML = last.map { $0 == session.signedIn ? "not used" : "\(short($0))" } ?? "not used"
        let end: HTML =
            switch session.ended {
            case .signedOut: "<span class=\"sub\">signed out</span>"
            case .refused: "<span class=\"sub\">ended by AWS</span>"
            case nil: ""
            }
        return "\(used)\(end)"
    }
}

extension HistoryReport {
    /// A cell with a bar: a part for agents, and one for all else. The number is in another cell.
    func bar(_ count: Int, ofAgents: Int = 0, most: Int) -> HTML {
        let length = most > 0 ? Double(count) / Double(most) * 100 : 0
        let agents = count > 0 ? length * Double(ofAgents) / Double(count) : 0
        return """
            <td class="bar" aria-hidden="true"><i style="width:\(length - agents)%"></i>\
            <i class="agent" style="width:\(agents)%"></i></td>
            """
    }
}
