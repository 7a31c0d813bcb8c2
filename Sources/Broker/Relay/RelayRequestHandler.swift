import BrowserSignIn
import FarsignCore
package import RelayProtocol
package import SignIn
package import Text

/// Answers the requests of relays on behalf of the broker.
package struct RelayRequestHandler: RelayHandler {
    package let greeting: RelayGreeting
    private let pending: Logins
    private let only: LoginID?
    private let warn: @Sendable (String) -> Void

    /// - Parameter only: the only login that relays may see; nil for all that are waiting.
    package init(
        logins: Logins, greeting: RelayGreeting, only: LoginID? = nil, warn: @escaping @Sendable (String) -> Void
    ) {
        pending = logins
        self.greeting = greeting
        self.only = only
        self.warn = warn
    }

    package func logins() throws(RelayError) -> [WaitingLogin] {
        try explaining {
            Array(try pending.waiting().filter { isOurs($0.id) }.prefix(RelayCall.mostKnown))
        }
    }

    package func answer(_ call: RelayCall, from peer: RelayPeer) throws(RelayError) -> JSONValue {
        do {
            return try explaining { try answer(call, ReplyOrigin(.relay, from: peer), peer) }
        } catch  where error.code == .loginOver {
            let ending = try explaining { try call.login.flatMap(pending.ending) }
            throw RelayError(.loginOver, error.summary, hint: error.hint, outcome: ending?.outcome.name)
        }
    }

    private func isOurs(_ id: LoginID) -> Bool { only == nil || id == only }

    private func answer(_ call: RelayCall, _ origin: ReplyOrigin, _ peer: RelayPeer) throws -> JSONValue {
        if let id = call.login, !isOurs(id) {
            throw RelayError(.unknownLogin, "login \(id) does not belong to this connection")
        }
        switch call {
        case .hello, .logins:
            throw RelayError(.internalError, "the transport answers this request itself")
        case .authorize(let id, let address, let phrase):
            let attempt = try pending.offer(id, at: address, to: .init(peer, phrase))
            return ["url": .string(attempt.url)]
        case .submit(let id, let reply):
            return try submit(reply, for: id, origin).json
        case .deny(let id, let state, let error):
            try pending.withdraw(id, state: state, because: error, origin)
            return [:]
        case .refuse(let id):
            try pending.refuse(id, origin)
            return [:]
        }
    }

    package func connected(_ peer: RelayPeer) {
        note(AuditEvent(.relayConnected, actor: pending.actor(), detail: peer.detail))
    }

    package func refused(_ peer: RelayPeer) {
        note(AuditEvent(.relayRefused, .failed, actor: pending.actor(), detail: peer.detail))
    }

    package func disconnected(_ peer: RelayPeer) {
        // This is only information for a person. The login that connected to the relay itself reports it, and waits
        // on either way.
        if peer.transport != .forwarded { try? pending.markGone(peer) }
    }

    private func note(_ event: AuditEvent) {
        do {
            try pending.record([event])
        } catch {
            let summary = (error as? any ExplainedError)?.summary ?? "\(error)"
            warn("a relay's connection is not in the audit history: \(summary.shown)")
        }
    }

    private func submit(
        _ submitted: RelayCall.SubmittedReply, for named: LoginID?, _ origin: ReplyOrigin
    ) throws -> SignInResult {
        let reply = Result { () throws(LoginError) in
            switch submitted {
            case .code(let code, let state): try CodeReply(code: code, state: state)
            case .text(let text): try CodeReply(parsing: Secret(Array(text.reveal().utf8)))
            }
        }
        let id = try named ?? pending.find(reply, origin)
        guard isOurs(id) else { throw RelayError(.unknownLogin, "that reply belongs to no login of this connection") }
        do {
            switch try pending.take(reply, origin, for: id) {
            case .signedIn(let result): return result
            case .refused(let error): throw error
            case .needsConfirmation(let conflicts): throw LoginError.notReplaced(conflicts)
            }
        } catch let error as LoginError where error.code == .loginOver {
            // A relay that lost its connection asks again; the exchange is not repeated.
            guard let ending = try pending.ending(of: id), let digest = try? reply.get().digest, ending.reply == digest
            else { throw error }
            switch ending.outcome {
            case .signedIn(let result): return result
            case .failed(let name, let summary, let hint):
                throw RelayError(ofOutcomeNamed: name, summary, hint: hint)
            }
        }
    }

    private func explaining<Answer>(_ body: () throws -> Answer) throws(RelayError) -> Answer {
        do {
            return try body()
        } catch let error as RelayError {
            throw error
        } catch let error as any ExplainedError {
            throw RelayError(ofOutcomeNamed: error.name, error.summary, hint: error.hint)
        } catch {
            throw RelayError(.internalError, "\(error)".shown)
        }
    }
}

extension Attempt.Recipient {
    fileprivate init(_ peer: RelayPeer, _ phrase: Phrase) {
        self.init(name: peer.description, phrase: phrase, connection: peer.connection)
    }
}

extension LoginOutcome {
    fileprivate var name: String {
        switch self {
        case .signedIn: "signed-in"
        case .failed(let name, _, _): name
        }
    }
}

extension RelayError {
    /// The relay protocol's error for an error of a login, by the name that the ledger stores.
    fileprivate init(ofOutcomeNamed name: String, _ summary: String, hint: String?) {
        let code: Code =
            if let code = LoginError.Code(rawValue: name) {
                Self.code(code)
            } else if let code = ServiceError.Code(rawValue: name) {
                Self.code(code)
            } else if TransportError.Code(rawValue: name) != nil {
                .serviceUnavailable
            } else {
                .internalError
            }
        self.init(code, summary, hint: hint)
    }

    private static func code(_ code: LoginError.Code) -> Code {
        switch code {
        case .badReply, .replyTooLong, .noReply: .badReply
        case .stateMismatch: .stateMismatch
        case .tooManyAttempts: .tooManyAttempts
        case .unknownLogin: .unknownLogin
        case .loginOver, .deadlinePassed, .interrupted, .hungUp: .loginOver
        case .codeExpired: .codeExpired
        case .signInDenied, .refusedAtRelay, .unexpectedIdentity, .notReplaced, .codeRefused, .confirmationNeeded:
            .signInRefused
        }
    }

    private static func code(_ code: ServiceError.Code) -> Code {
        switch code {
        case .codeExpired: .codeExpired
        case .sessionOver, .credentialsChanged, .permissionMissing, .requestRefused: .signInRefused
        case .serviceUnavailable, .badReply: .serviceUnavailable
        }
    }
}
