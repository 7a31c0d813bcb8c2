package import FarsignCore
import FoundationEssentials
import Session
package import SignIn
import Text

/// The loop in which `farsign login` waits for a reply from any channel; the first reply wins.
package struct LoginWait {
    private let offer: LoginOffer
    private let logins: Logins
    private let terminal: LoginTerminal
    private let channels: ReplyChannels
    private let sources: [any ReplySource]
    private var arrivals: ArrivalQueue { channels.arrivals }

    /// How often to check whether another process has ended the login.
    private static let pollInterval = Duration.milliseconds(200)

    package enum Outcome {
        case here(SignInResult)
        case elsewhere(SignInResult)
    }

    /// - Parameter sources: the terminal or stdin, and the signals that end the wait.
    package init(
        for offer: LoginOffer, logins: Logins, terminal: LoginTerminal, channels: ReplyChannels,
        sources: [any ReplySource]
    ) {
        self.offer = offer
        self.logins = logins
        self.terminal = terminal
        self.channels = channels
        self.sources = sources
    }

    /// - Throws: the error that ended the login, in this process or another.
    package func outcome() throws -> Outcome {
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
            if case .changed = arrival, !channels.isSubmitting {
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
            terminal.notice(
                relay.isGone
                    ? "The relay with the phrase '\(phrase)' disconnected. The login still waits."
                    : "A relay asks to sign you in: \(relay.name). Its phrase is '\(phrase)'. If that relay asks "
                        + "you, answer yes only if it shows the same phrase.")
            prompt()
        }
    }

    private func look() throws -> Outcome? {
        // The callback itself reports the result.
        if channels.isSubmitting { return nil }
        if !logins.isPending(offer.id), let outcome = try ended() { return outcome }
        return logins.surroundings.now() >= offer.deadline ? try end(.deadlinePassed) : nil
    }

    private func take(_ arrival: Arrival) throws -> Outcome? {
        switch arrival {
        case .reply(let reply, let channel):
            return try submit(CodeReply.parse(reply), channel)
        case .tooLong(let channel):
            return try submit(.failure(.replyTooLong), channel)
        case .signedIn(let result):
            return .here(result)
        case .failed(let error):
            newLine()
            throw error
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
            terminal.notice(text)
            prompt()
            return nil
        }
    }

    private func submit(_ reply: Result<CodeReply, LoginError>, _ channel: ReplyChannel) throws -> Outcome? {
        newLine()
        let outcome: ReplyOutcome
        do {
            outcome = try logins.take(
                reply, ReplyOrigin(channel), for: offer.id, canAsk: channel == .terminal)
        } catch let error as LoginError where error.code == .loginOver {
            return try ended()
        }
        switch outcome {
        case .signedIn(let signedIn):
            return .here(signedIn)
        case .needsConfirmation(let conflicts):
            return try ask(conflicts)
        case .refused(let error):
            guard channel == .terminal else { return try end(error) }
            terminal.report(error)
            prompt()
            return nil
        }
    }

    /// Asks at this terminal if another process received a reply whose session would replace another one.
    private func askIfHeld() throws -> Outcome? {
        // Another process may be ending the login's file right now; the next call reads it again.
        guard terminal.canAsk, let conflicts = try? logins.conflicts(of: offer.id) else { return nil }
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
        terminal.say("\(question) [y/N] ")
        while true {
            switch arrivals.next(within: Self.pollInterval) {
            case nil: continue
            case .resumed: terminal.say("\(question) [y/N] ")
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
            case .reply, .ended, .changed, .told, .signedIn, .failed: continue
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
        case .failed(let error):
            throw error
        case nil:
            throw LoginError(
                .loginOver, "another process took the reply but did not finish",
                hint: "start again with 'farsign login'")
        }
    }

    private func prompt() {
        if terminal.canAsk, offer.url != nil { terminal.say("Reply (not shown): ") }
    }

    private func newLine() {
        if terminal.canAsk { terminal.say("\n") }
    }
}
