import Broker
import FarsignCore
import FoundationEssentials
import SignIn
import Text

/// The loop in which `farsign login` waits for a reply from any channel; the first reply wins.
struct LoginWait {
    let offer: LoginOffer
    let logins: Logins
    let console: Console
    let channels: ReplyChannels
    let sources: [any ReplySource]
    let now: @Sendable () -> Date
    private var arrivals: ArrivalQueue { channels.arrivals }

    /// How often to check whether another process has ended the login.
    private static let pollInterval = Duration.milliseconds(200)

    enum Outcome {
        case here(SignInResult)
        case elsewhere(SignInResult)
    }

    init(offer: LoginOffer, logins: Logins, channels: ReplyChannels, world: World) {
        self.offer = offer
        self.logins = logins
        console = world.console
        self.channels = channels
        sources = world.replySources()
        now = world.service.surroundings.now
    }

    /// - Throws: the error that ended the login, in this process or another.
    func outcome() throws -> Outcome {
        var seen: Set<Attempt.Recipient> = []
        defer {
            for source in sources { source.stop() }
            channels.stop()
        }
        for source in sources {
            try source.start { [arrivals] in arrivals.add($0) }
        }
        prompt()
        while true {
            let arrival = arrivals.next(within: Self.pollInterval)
            if case .changed = arrival {
                showRelays(&seen)
                if let outcome = try askIfHeld() { return outcome }
            }
            if let outcome = try arrival.map(take) ?? look() { return outcome }
        }
    }

    /// Prints each relay that was given a URL of this login since the last call, with its phrase for comparison.
    private func showRelays(_ seen: inout Set<Attempt.Recipient>) {
        // Another process may be ending the login's file right now; the next call reads it again.
        for relay in (try? logins.recipients(of: offer.id)) ?? [] where seen.insert(relay).inserted {
            guard let phrase = relay.phrase else { continue }
            newLine()
            console.notice(
                relay.isGone
                    ? "The relay with the phrase '\(phrase)' disconnected. The login still waits."
                    : "A relay asks to sign you in: \(relay.name). Its phrase is '\(phrase)'. If that relay asks "
                        + "you, answer yes only if it shows the same phrase.")
            prompt()
        }
    }

    private func look() throws -> Outcome? {
        if !logins.isPending(offer.id), let outcome = try ended() { return outcome }
        return now() >= offer.deadline ? try end(.deadlinePassed) : nil
    }

    private func take(_ arrival: Arrival) throws -> Outcome? {
        switch arrival {
        case .reply(let reply, let intake):
            return try submit(reply, intake)
        case .tooLong(let intake):
            return try submit(CodeReply.cutOff, intake)
        case .emptyLine:
            return nil
        case .resumed:
            prompt()
            return nil
        case .interrupted:
            return try end(LoginError(.interrupted, "interrupted: the login has ended"))
        case .hungUp:
            try? logins.leaveUnattended(offer.id)
            throw LoginError(
                .hungUp,
                "the terminal was closed: the login waits for 'farsign submit' until "
                    + RFC3339.seconds(offer.deadline))
        case .ended(.terminal):
            return try end(LoginError(.interrupted, "no reply was entered: the login has ended"))
        case .ended:
            return nil
        case .changed:
            return try look()
        case .told(let text):
            newLine()
            console.notice(text)
            prompt()
            return nil
        }
    }

    private func submit(_ reply: Secret<[UInt8]>, _ intake: ReplyChannel) throws -> Outcome? {
        newLine()
        let outcome: ReplyOutcome
        do {
            outcome = try logins.take(
                CodeReply.parse(reply), ReplyOrigin(intake), for: offer.id, canAsk: intake == .terminal)
        } catch let error as LoginError where error.code == .loginOver {
            return try ended()
        }
        switch outcome {
        case .signedIn(let signedIn):
            return .here(signedIn)
        case .needsConfirmation(let conflicts):
            return try ask(conflicts)
        case .refused(let error):
            guard intake == .terminal else { return try end(error) }
            console.report(error)
            prompt()
            return nil
        }
    }

    /// Asks at this terminal if another process received a reply whose session would replace another one.
    private func askIfHeld() throws -> Outcome? {
        // Another process may be ending the login's file right now; the next call reads it again.
        guard console.readLine != nil, let conflicts = try? logins.conflicts(of: offer.id) else { return nil }
        newLine()
        return try ask(conflicts)
    }

    private func ask(_ conflicts: [SignInConflict]) throws -> Outcome? {
        do throws(LoginError) {
            for conflict in conflicts {
                guard try confirm("\(conflict.fact): \(conflict.question)") else { throw .notReplaced(conflicts) }
            }
        } catch {
            return try end(error)
        }
        do {
            return .here(try logins.confirm(offer.id))
        } catch let error as LoginError where error.code == .loginOver {
            return try ended()
        }
    }

    /// Asks a yes-or-no question; the answer comes from the same source as the replies.
    private func confirm(_ question: String) throws(LoginError) -> Bool {
        // Input that was typed before the question is not an answer to it.
        arrivals.drop { arrival in
            switch arrival {
            case .reply(_, .terminal), .emptyLine, .resumed: true
            default: false
            }
        }
        console.say("\(question) [y/N] ")
        while true {
            switch arrivals.next(within: Self.pollInterval) {
            case nil: continue
            case .resumed: console.say("\(question) [y/N] ")
            case .emptyLine:
                newLine()
                return false
            case .reply(let answer, .terminal):
                newLine()
                return ["y", "yes"].contains(String(decoding: answer.reveal(), as: UTF8.self).lowercased())
            case .tooLong: return false
            case .interrupted, .ended(.terminal):
                newLine()
                throw LoginError(.interrupted, "interrupted: nothing was changed")
            case .hungUp:
                throw LoginError(.hungUp, "the terminal was closed: nothing was changed")
            case .reply, .ended, .changed, .told: continue
            }
        }
    }

    /// Ends the login with the error. If another process ended it first, returns the outcome of that process.
    private func end(_ error: LoginError) throws -> Outcome? {
        guard try logins.end(offer.id, because: error) else { return try ended() }
        newLine()
        throw error
    }

    /// Returns nil if the login is pending again because the process that took the reply could not send it.
    private func ended() throws -> Outcome? {
        let outcome = try logins.outcome(of: offer.id)
        if outcome == nil, logins.isPending(offer.id) { return nil }
        newLine()
        switch outcome {
        case .signedIn(let result):
            return .elsewhere(result)
        case .failed(let name, let summary, let hint):
            throw ReportedError(name: name, summary: summary, hint: hint)
        case nil:
            throw ReportedError(
                name: LoginError.Code.loginOver.rawValue, summary: "another process took the reply but did not finish",
                hint: "start again with 'farsign login'")
        }
    }

    private func prompt() {
        if console.readLine != nil { console.say("Reply (not shown): ") }
    }

    private func newLine() {
        if console.readLine != nil { console.say("\n") }
    }
}

extension CodeReply {
    /// A stand-in for a reply longer than the limit, so that it is counted and audited as any other malformed reply.
    static var cutOff: Secret<[UInt8]> { Secret(Array(repeating: 0x20, count: limit + 1)) }
}
