import FoundationEssentials
import Session
import SignIn
import Text

/// What went wrong: refused replies and connections first, then what failed.
extension HistoryReport {
    private static let maxReasons = 15
    private static let maxRuns = 8

    var failureSection: HTML {
        let count = totals.failures + totals.refusals
        return """
            <section aria-labelledby="failures">
            <h2 id="failures">What went wrong</h2>
            \(count == 0 ? "<p class=\"none\">Nothing failed and nothing was refused during this period.</p>" : failureTables)
            </section>
            """
    }

    private var failureTables: HTML {
        let runs = failures.runs
        let hidden = runs.dropFirst(Self.maxRuns)
        let listed = runs.reduce(0) { $0 + $1.count }
        let all = totals.failures + totals.refusals
        let missing = listed < all ? ", the latest \(listed.grouped) of \(all.grouped) in all" : ""
        return """
            \(reasonTable)
            <h3>\(hidden.isEmpty ? "One by one" : "The latest")</h3>
            \(runTable(runs.prefix(Self.maxRuns)))
            \(hidden.isEmpty ? "" : details("Earlier ones\(missing)", runTable(hidden)))
            """
    }

    private var reasonTable: HTML {
        let (counts, rest) = failures.reasons(Self.maxReasons)
        var rows = counts.map { count -> HTML in
            """
            <tr><td class="mark">\(mark(count.isRefusal))</td><th scope="row">\(text(count.reason))</th>\
            <td class="number" data-label="Times">\(count.count.grouped)</td>\
            <td data-label="Last">\(short(count.last.time))</td>\
            <td data-label="Profile">\(profile(count.last.owner))\(place(count.last))</td></tr>
            """
        }
        if rest > 0 {
            rows.append(
                """
                <tr><td class="mark">\(mark(false))</td><th scope="row">other reasons</th>\
                <td class="number" data-label="Times">\(rest.grouped)</td><td></td><td></td></tr>
                """)
        }
        return """
            <table class="list reasons">
            <thead><tr><td></td><th scope="col">What</th><th scope="col" class="number">Times</th>\
            <th scope="col">Last</th><th scope="col">Profile</th></tr></thead>
            <tbody>
            \(rows.joined(separator: "\n"))
            </tbody>
            </table>
            """
    }

    private func runTable(_ runs: some Sequence<Failures.Run>) -> HTML {
        let rows = runs.map { run -> HTML in
            let item = run.last
            let program: HTML = item.program?.html ?? "unknown"
            let times: HTML = "<span class=\"sub\">\(run.count.grouped) times since \(short(run.first.time))</span>"
            return """
                <tr><td class="mark">\(mark(item.isRefusal))</td><td data-label="Time">\(short(item.time))\
                \(run.count > 1 ? times : "")</td>\
                <td data-label="What">\(text(item.reason))</td>\
                <td data-label="Profile">\(profile(item.owner))\(place(item))</td>\
                <td data-label="Program">\(program)</td>\
                <td class="number" data-label="Event">\(item.seq)</td></tr>
                """
        }
        return """
            <table class="list">
            <thead><tr><td></td><th scope="col">Time</th><th scope="col">What</th><th scope="col">Profile</th>\
            <th scope="col">Program</th><th scope="col" class="number">Event</th></tr></thead>
            <tbody>
            \(rows.joined(separator: "\n"))
            </tbody>
            </table>
            """
    }

    private func mark(_ isRefusal: Bool) -> HTML {
        isRefusal ? "<span class=\"tag bad\">refused</span>" : "<span class=\"tag warn\">failed</span>"
    }

    private func place(_ item: Failures.Item) -> HTML {
        item.place.map { "<span class=\"sub\">\($0.html)</span>" } ?? ""
    }

    private func text(_ reason: Failures.Reason) -> HTML {
        let what = AuditEvent.Kind(rawValue: reason.kind.text).flatMap(Self.text) ?? reason.kind.text.name
        guard let error = reason.error else { return "\(what)" }
        let why = Self.text(ReportedCode(rawValue: error.text)).map { "\($0): " } ?? ""
        return "\(what)<span class=\"sub\">\(why)<code>\(error.text.name)</code></span>"
    }

    private static func text(_ kind: AuditEvent.Kind) -> String? {
        switch kind {
        case .loginEnded: "A login ended without a session"
        case .replyRefused: "A reply to a login was refused"
        case .exchangeFailed: "A sign-in failed after its reply"
        case .profileUpdated: "A profile could not be written"
        case .refreshFailed: "Credentials could not be refreshed"
        case .revoked: "Tokens could not be revoked"
        case .relayRefused: "Another user's process was refused at a socket"
        case .ledgerSetAside: "A corrupt history was set aside, and a new one began"
        case .loginStarted, .replyReceived, .signedIn, .vended, .refreshed, .signedOut, .relayConnected, .checkpointKey,
            .historyPruned:
            nil
        }
    }

    /// Nil for a code that says enough.
    private static func text(_ code: ReportedCode) -> String? {
        switch code {
        case .login(let code): text(code)
        case .service(.sessionOver): "the session was over"
        case .session(.tooOld): "the sign-in was older than a rule allows"
        case .service(.codeExpired): "the code was too old"
        case .service(.credentialsChanged): "the password of the identity has changed"
        case .service(.permissionMissing): "the identity may not sign in this way"
        case .service(.requestRefused): "the service refused the request"
        case .service(.serviceUnavailable): "the service was not available"
        case .transport(.hostNotFound), .transport(.notConnected): "the service could not be reached"
        case .transport(.certificateRefused): "the certificate was not accepted"
        case .transport(.timedOut), .transport(.connectionLost): "the connection failed"
        case .service, .transport, .session, .config, .state, .other: nil
        }
    }

    private static func text(_ code: LoginError.Code) -> String? {
        switch code {
        case .badReply, .replyTooLong: "the text was not a reply"
        case .stateMismatch: "it belonged to another sign-in"
        case .codeRefused: "the service refused the code"
        case .codeExpired: "the code was too old"
        case .tooManyAttempts: "there were too many attempts"
        case .signInDenied: "the sign-in was denied in the browser"
        case .refusedAtRelay: "the person at the relay refused it"
        case .unknownLogin: "no login waited for it"
        case .loginOver: "the login had already ended"
        case .deadlinePassed: "no reply came in time"
        case .interrupted: "it was interrupted"
        case .hungUp: "its terminal was closed"
        case .unexpectedIdentity: "somebody else had signed in than expected"
        case .notReplaced: "it would have replaced another session"
        case .confirmationNeeded: "nobody confirmed it"
        case .noReply: "the input ended without a reply"
        case .forbiddenByRule: "a rule of the administrator forbids it"
        }
    }
}
