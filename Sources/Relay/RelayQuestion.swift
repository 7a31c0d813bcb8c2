import RelayProtocol

/// The question to the person at the workstation before a browser opens, with host, profile and phrase in one block.
package struct RelayQuestion: Sendable {
    let login: WaitingLogin
    let host: RelayHostName
    let phrase: Phrase

    /// Lines that are safe for a terminal, followed by the question without a line break.
    ///
    /// - Parameter waiting: the number of open questions, including this one.
    package func text(of waiting: Int) -> String {
        let place = waiting > 1 ? " (1 of \(waiting) waiting)" : ""
        return (["\(host.typed): asks to sign in: \(login.profileAndRegion)\(place)"] + facts + [question])
            .joined(separator: "\n")
    }

    private var facts: [String] {
        ["  phrase: \(phrase)", "  server: \(host.claimed)"] + (login.unattended.map { ["  note: \($0.note)"] } ?? [])
    }

    private var question: String {
        let doubt = login.unattended == nil ? ", and does \(host.spoken) show the same phrase" : ""
        return "Is this yours\(doubt)? Open the browser? [y/n] "
    }
}

extension WaitingLogin {
    /// Safe for a terminal.
    var profileAndRegion: String { "profile \(profile.brief) in \(region.brief)" }
}

extension WaitingLogin.Unattended {
    fileprivate var note: String {
        let starter = startedBy.map { " by \($0.brief)" } ?? ""
        return "it was started with --no-wait\(starter), so no screen on the server shows the phrase"
    }
}
