package import FarsignCore
package import SignIn
import Text

extension Logins {
    /// Deletes the code from the disk before it is sent, so that a later process cannot send it again.
    ///
    /// - Parameter canAsk: whether the caller can ask a person.
    func redeem(
        _ code: consuming AuthorizationCode, _ id: LoginID, digest: String?, _ origin: ReplyOrigin, canAsk: Bool
    ) throws -> ReplyOutcome {
        guard let file = try stores.pending.read(id), var login = PendingLogin(serialized: file) else {
            throw try overError(id)
        }
        let (profile, options) = (login.profile, login.options)
        try stores.pending.remove(id)
        do {
            let session = try exchange(code, profile: profile, options: options)
            let conflicts = options.replace ? [] : try exchange.conflicts(of: session.arn, profile)
            let signIn = HeldSignIn(session: session, conflicts: conflicts, reply: digest)
            guard !conflicts.isEmpty else { return .signedIn(try store(signIn, of: id, profile, options)) }
            guard canAsk || options.asksAtTerminal else { throw LoginError.notReplaced(conflicts) }
            login.hold(signIn)
            try stores.pending.write(id, login.serialized())
            guard canAsk else { throw LoginError.askedElsewhere(session.arn, conflicts) }
            return .needsConfirmation(conflicts)
        } catch let error as LoginError where error.code == .confirmationNeeded {
            throw error
        } catch let error as TransportError where !error.mayHaveBeenSent {
            try stores.pending.write(id, file)
            throw TransportError(
                error.code, error.summary,
                hint: "the code was not sent: \(origin.again) before \(RFC3339.seconds(login.deadline))",
                mayHaveBeenSent: false)
        } catch let error as ServiceError where error.refusesCode {
            return try refused(error, file, digest)
        } catch let error as any ExplainedError {
            throw try failed(error, id, profile.name, digest)
        }
    }

    /// A code that the service refuses may be incomplete; the correct one may follow.
    private func refused(_ error: ServiceError, _ file: Secret<[UInt8]>, _ digest: String?) throws -> ReplyOutcome {
        guard let login = PendingLogin(serialized: file) else { throw error }
        let (id, profile) = (login.id, login.profile.name)
        let failure = event(
            .exchangeFailed, .failed, id, profile: profile, ["error": .string(error.name)])
        let told = LoginError(
            error.code == .codeExpired ? .codeExpired : .codeRefused, error.summary,
            hint: error.clockAhead.map(ServiceError.skew)
                ?? "the text may be incomplete: copy all of it and paste it again")
        switch login.refuse(told, digest: digest) {
        case .refused(let login, let told):
            try stores.pending.write(id, login.serialized())
            try record([failure])
            return .refused(told)
        case .over(let told):
            try stores.ledger.write(
                LedgerEntry(
                    time: surroundings.now(), changes: [.loginEnded(id, .failed(told), reply: digest)],
                    events: [failure, ended(told, id, profile)]))
            throw told
        case .accepted:
            throw error
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
                time: surroundings.now(), changes: [.loginEnded(id, .failed(error), reply: digest)],
                events: [event(.exchangeFailed, .failed, id, profile: profile, ["error": .string(error.name)])]))
        // It is unknown what the service did with the code, so trying again would not help.
        if let error = error as? ServiceError, error.code == .serviceUnavailable {
            return error.hinting(Self.startAgain)
        }
        if let error = error as? TransportError {
            return TransportError(error.code, error.summary, hint: Self.startAgain, mayHaveBeenSent: true)
        }
        return error
    }

    func store(
        _ signIn: HeldSignIn, of id: LoginID, _ profile: Profile, _ options: LoginOptions
    ) throws -> SignInResult {
        let (arn, tokens) = (signIn.session.arn, signIn.session.tokens)
        try storage.store(
            tokens,
            SignInJournalEntry(
                login: id,
                record: SessionRecord(
                    arn: arn, endpoint: profile.endpoint, tokenDirectory: options.tokenDirectory,
                    caBundle: options.caBundle),
                binding: ProfileBinding(profile: profile.name, session: arn, integration: options.integration),
                executable: options.executable, replace: options.replace, reply: signIn.reply, tokens: tokens))
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
            try stores.pending.remove(id)
            do {
                return try store(held, of: id, login.profile, login.options)
            } catch let error as any ExplainedError {
                throw try failed(error, id, login.profile.name, held.reply)
            }
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
        switch intake {
        case .terminal, .pipe, .submit: "run 'farsign submit' and paste it again"
        case .relay, .callback: "sign in again in the browser"
        }
    }
}
