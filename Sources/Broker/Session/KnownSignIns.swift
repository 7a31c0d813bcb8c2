package import Session
package import SignIn
import Text

/// The sign-ins of one or more histories, by AWS's own ARNs of their sessions.
package struct KnownSignIns: Sendable {
    package struct SignIn: Sendable {
        package let profile: String?
        /// Who signed in.
        package let identity: SessionARN?
    }

    private var signIns: [SignInSessionARN: SignIn] = [:]
    /// The ARN of each identity's last sign-in; nil if AWS did not tell it.
    private var last: [SessionARN: SignInSessionARN?] = [:]

    /// - Parameter records: events of the kind `signed-in`, oldest first.
    package init(_ records: [AuditRecord]) {
        for record in records {
            let identity = record.session.flatMap(SessionARN.init)
            let arn = record.detail["signin_session"]?.text.flatMap(SignInSessionARN.init)
            if let arn { signIns[arn] = SignIn(profile: record.profile, identity: identity) }
            if let identity { last[identity] = .some(arn) }
        }
    }

    package subscript(arn: SignInSessionARN) -> SignIn? { signIns[arn] }

    /// Whether this is the last sign-in of its identity here, to which the identity's tokens belong.
    func isLast(_ arn: SignInSessionARN) -> Bool {
        signIns[arn]?.identity.map { last[$0] == .some(arn) } ?? false
    }

    func lacksLast(of identity: SessionARN) -> Bool {
        last[identity] != nil && last[identity] == .some(nil)
    }

    mutating func add(_ arn: SignInSessionARN, _ signIn: SignIn) {
        signIns[arn] = signIn
        if let identity = signIn.identity { last[identity] = .some(arn) }
    }
}

extension Ledger {
    /// More than anyone signs in.
    private static var mostSignIns: Int { 100_000 }

    /// - Parameter elsewhere: sign-ins of other histories. Those here come last.
    func knownSignIns(and elsewhere: [AuditRecord] = []) throws -> KnownSignIns {
        KnownSignIns(elsewhere + (try events(AuditFilter(kind: .signedIn, limit: Self.mostSignIns))))
    }
}
