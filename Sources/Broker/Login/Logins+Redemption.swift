package import FarsignCore
import Session
package import SignIn
import Text

extension Logins {
    /// Deletes the code from the disk before it is sent, so that a later process cannot send it again.
    ///
    /// - Parameter canAsk: whether the caller can ask a person.
    func redeem(
        _ code: consuming AuthorizationCode, _ login: consuming AnsweredLogin, _ origin: ReplyOrigin, _ rules: Rules,
        canAsk: Bool
    ) throws -> ReplyOutcome {
        let (id, profile, options, reply) = (login.id, login.profile, login.options, login.reply)
        try stores.pending.remove(id)
        let session: LoginSession
        let conflicts: [SignInConflict]
        do {
            session = try exchange(code, profile: profile, options: options, rules)
            conflicts = options.replace ? [] : try exchange.conflicts(of: session.arn, profile)
        } catch let error as TransportError where !error.mayHaveBeenSent {
            let deadline = login.deadline
            try stores.pending.write(id, login.unanswered().serialized())
            throw TransportError(
                error.code, error.summary,
                hint: "the code was not sent: \(origin.again) before \(RFC3339.seconds(deadline))",
                mayHaveBeenSent: false)
        } catch let error as ServiceError where error.refusesCode {
            return try refused(error, login)
        } catch let error as any ExplainedError {
            throw try failed(error, id, profile.name, reply)
        }
        guard !conflicts.isEmpty else {
            let signIn = HeldSignIn(session: session, conflicts: [], reply: reply)
            return .signedIn(try store(signIn, of: id, profile, options))
        }
        guard canAsk || options.asksAtTerminal else {
            throw try failed(LoginError.notReplaced(conflicts), id, profile.name, reply)
        }
        do {
            try stores.pending.write(id, login.holding(session, conflicts).serialized())
        } catch let error as any ExplainedError {
            throw try failed(error, id, profile.name, reply)
        }
        guard canAsk else { throw LoginError.askedElsewhere(session.arn, conflicts) }
        return .needsConfirmation(conflicts)
    }

    /// A code that the service refuses may be incomplete; the correct one may follow.
    private func refused(_ error: ServiceError, _ login: consuming AnsweredLogin) throws -> ReplyOutcome {
        let (id, profile, reply) = (login.id, login.profile.name, login.reply)
        let failure = event(
            .exchangeFailed, .failed, id, profile: profile, ["error": .string(error.code.rawValue)])
        let told = LoginError(
            error.code == .codeExpired ? .codeExpired : .codeRefused, error.summary,
            hint: error.clockAhead.map(ServiceError.skew)
                ?? "the text may be incomplete: copy all of it and paste it again")
        switch login.refuse(told) {
        case .pending(let login, let told):
            try stores.pending.write(id, login.serialized())
            try record([failure])
            return .refused(told)
        case .over(let told):
            try stores.ledger.write(
                LedgerEntry(
                    time: surroundings.now(), changes: [.loginEnded(id, .failed(ReportedError(told)), reply: reply)],
                    events: [failure, ended(told, id, profile)]))
            throw told
        }
    }

    /// Ends the login with an error of the exchange and returns that error.
    private func failed(
        _ error: any ExplainedError, _ id: LoginID, _ profile: String, _ digest: String?
    ) throws -> any ExplainedError {
        // The login was already ended, together with the session.
        if error is ReportedError { return error }
        // The error is more important; a row that cannot be written is counted.
        try? stores.ledger.write(
            LedgerEntry(
                time: surroundings.now(), changes: [.loginEnded(id, .failed(ReportedError(error)), reply: digest)],
                events: [event(.exchangeFailed, .failed, id, profile: profile, ["error": .string(error.code.rawValue)])]
            ))
        // It is unknown what the service did with the code, so trying again would not help.
        if let error = error as? ServiceError, error.code == .serviceUnavailable {
            return error.hinting(Self.startAgain)
        }
        if let error = error as? TransportError {
            return TransportError(error.code, error.summary, hint: Self.startAgain, mayHaveBeenSent: true)
        }
        return error
    }

    /// An error of this step ends the login.
    private func store(
        _ signIn: HeldSignIn, of id: LoginID, _ profile: Profile, _ options: LoginOptions
    ) throws -> SignInResult {
        let (arn, tokens) = (signIn.session.arn, signIn.session.tokens)
        let entry = SignInJournalEntry(
            login: id,
            record: SessionRecord(
                arn: arn, endpoint: profile.endpoint, tokenDirectory: options.tokenDirectory,
                caBundle: options.caBundle, user: actor().user, signedInAt: surroundings.now()),
            binding: ProfileBinding(profile: profile.name, session: arn, integration: options.integration),
            executable: options.executable, replace: options.replace, reply: signIn.reply, tokens: tokens)
        do {
            try storage.store(tokens, entry)
        } catch let error as any ExplainedError {
            throw try failed(error, id, profile.name, signIn.reply)
        }
        // The profile's previous session may have no other profile.
        try? sessions.run()
        return SignInResult(
            session: arn, profile: profile.name, region: profile.region,
            credentialsExpireAt: tokens.credentials.expiresAt)
    }

    private static let startAgain = "the code may be used up: start again with 'farsign login'"
}

/// Sign-ins that wait for a person's confirmation.
extension Logins {
    /// The questions that the person has to confirm; nil if the login does not wait for confirmation.
    package func conflicts(of id: LoginID) throws -> [SignInConflict]? {
        try load(id)?.held?.conflicts
    }

    /// Stores the session that was held until the person confirmed.
    ///
    /// - Throws: ``LoginError/Code/loginOver`` if the login has ended, otherwise the error that ended it.
    package func confirm(_ id: LoginID) throws -> SignInResult {
        try stores.locks.hold(.login(id)) {
            guard let login = try load(id), let held = login.held else { throw try overError(id) }
            guard surroundings.now() < login.deadline else { throw try end(id, .deadlinePassed) }
            do {
                try stores.configuration.rules().check(held.session.arn)
            } catch let error as LoginError {
                throw try end(id, error)
            }
            try stores.pending.remove(id)
            return try store(held, of: id, login.profile, login.options)
        }
    }

    /// Records that no process at a terminal waits for the login any more.
    package func leaveUnattended(_ id: LoginID) throws {
        try change(id) { $0.options.asksAtTerminal = false }
    }
}

extension LoginError {
    package static func notReplaced(_ conflicts: [SignInConflict]) -> LoginError {
        LoginError(
            .notReplaced, "nothing was changed: " + conflicts.map(\.fact).joined(separator: ", and "),
            hint: conflicts.last?.hint)
    }

    fileprivate static func askedElsewhere(_ arn: SessionARN, _ conflicts: [SignInConflict]) -> LoginError {
        LoginError(
            .confirmationNeeded,
            "\(arn) signed in, but \(conflicts.map(\.fact).joined(separator: ", and "))",
            hint: "answer the question at the terminal where 'farsign login' waits")
    }
}

extension ReplyOrigin {
    /// What the person can do if the code or the login is still valid.
    fileprivate var again: String {
        switch channel {
        case .terminal, .pipe, .submit: "run 'farsign submit' and paste it again"
        case .relay, .callback: "sign in again in the browser"
        }
    }
}
