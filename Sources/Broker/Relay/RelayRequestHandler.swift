import BrowserSignIn
import FarsignCore
package import RelayProtocol
import Session
package import SignIn
import Text

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

    private func isOurs(_ id: LoginID) -> Bool { only == nil || id == only }

    package func authorize(
        _ login: LoginID, at address: CallbackAddress, _ phrase: Phrase, for peer: RelayPeer
    ) throws(RelayError) -> RelayAuthorization {
        try explaining(login) {
            RelayAuthorization(url: try pending.offer(login, at: address, to: .init(peer, phrase)).url)
        }
    }

    package func submit(
        _ reply: RelayCall.SubmittedReply, for login: LoginID?, from peer: RelayPeer
    ) throws(RelayError) -> SignInResult {
        let isText = if case .text = reply { true } else { false }
        return try explaining(login) {
            try submit(reply, for: login, ReplyOrigin(.relay, from: peer, isText: isText))
        }
    }

    package func deny(_ login: LoginID, state: String, error: String, from peer: RelayPeer) throws(RelayError) {
        try explaining(login) {
            try pending.withdraw(login, state: state, because: error, ReplyOrigin(.relay, from: peer))
        }
    }

    package func refuse(_ login: LoginID, from peer: RelayPeer) throws(RelayError) {
        try explaining(login) { try pending.refuse(login, ReplyOrigin(.relay, from: peer)) }
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
            case .failed(let error):
                throw RelayError(RelayError.Code(error.code), error.summary, hint: error.hint)
            }
        }
    }

    /// - Parameter login: the login that the request names.
    private func explaining<Answer>(
        _ login: LoginID? = nil, _ body: () throws -> Answer
    ) throws(RelayError) -> Answer {
        if let login, !isOurs(login) {
            throw RelayError(.unknownLogin, "login \(login) does not belong to this connection")
        }
        do {
            return try body()
        } catch {
            let error = Self.explained(error)
            guard error.code == .loginOver, let outcome = try? login.flatMap(pending.ending)?.outcome else {
                throw error
            }
            throw RelayError(.loginOver, error.summary, hint: error.hint, outcome: outcome.name)
        }
    }

    private static func explained(_ error: any Error) -> RelayError {
        switch error {
        case let error as RelayError: error
        case let error as any ExplainedError:
            RelayError(RelayError.Code(ReportedCode(of: error)), error.summary, hint: error.hint)
        default: RelayError(.internalError, "\(error)".shown)
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
        case .failed(let error): error.code.rawValue
        }
    }
}

extension RelayError.Code {
    /// The relay protocol's error for an error of a login.
    fileprivate init(_ code: ReportedCode) {
        self =
            switch code {
            case .login(let code): Self(code)
            case .service(let code): Self(code)
            case .transport: .serviceUnavailable
            case .session, .config, .state, .other: .internalError
            }
    }

    private init(_ code: LoginError.Code) {
        self =
            switch code {
            case .badReply, .replyTooLong, .noReply: .badReply
            case .stateMismatch: .stateMismatch
            case .tooManyAttempts: .tooManyAttempts
            case .unknownLogin: .unknownLogin
            case .loginOver, .deadlinePassed, .interrupted, .hungUp: .loginOver
            case .codeExpired: .codeExpired
            case .signInDenied, .refusedAtRelay, .unexpectedIdentity, .notReplaced, .codeRefused,
                .confirmationNeeded, .forbiddenByRule:
                .signInRefused
            }
    }

    private init(_ code: ServiceError.Code) {
        self =
            switch code {
            case .codeExpired: .codeExpired
            case .sessionOver, .credentialsChanged, .permissionMissing, .requestRefused, .sessionNotFound:
                .signInRefused
            case .serviceUnavailable, .badReply: .serviceUnavailable
            }
    }
}
