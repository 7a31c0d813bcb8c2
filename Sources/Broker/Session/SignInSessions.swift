package import FarsignCore
import FoundationEssentials
package import Session
package import SignIn
import Text

/// The sign-in sessions that AWS knows, compared with those that this machine's history knows.
package struct SignInSessions: Sendable {
    let finder: SessionFinder
    let service: Service
    let stores: Stores
    let person: Person
    let signer: SessionSigner

    package init(finder: SessionFinder, service: Service, stores: Stores, person: Person) {
        self.finder = finder
        self.service = service
        self.stores = stores
        self.person = person
        signer = SessionSigner(service: service, stores: stores, person: person)
    }

    package struct Listing: Sendable {
        /// Who asked.
        package let identity: SessionARN
        /// The newest first.
        package let sessions: [SignInSession]
        package let known: KnownSignIns
    }

    /// The most pages that are asked for, 10,000 sessions.
    private static let mostPages = 100
    /// The most sessions whose last use is asked for, because each takes a request.
    private static let mostDetails = 100

    /// - Parameters:
    ///   - account: whether to list the sessions of all identities in the account.
    ///   - elsewhere: sign-ins of other histories, oldest first, which are known too.
    /// - Throws: ``SessionError`` without a session; ``ServiceError``, ``TransportError``.
    package func list(profile: String, account: Bool, elsewhere: [AuditRecord] = []) throws -> Listing {
        let signing = try signer.session(finder.session(of: profile), profile: profile)
        let arn = signing.record.arn
        let principal = account ? SignInPrincipal(accountOf: arn) : nil
        let plane = try ControlPlane(signing, service: service)
        var sessions: [SignInSession]
        do {
            sessions = try list(plane, principal)
        } catch let error as ServiceError where account && error.code == .permissionMissing {
            throw error.hinting("leave out --account to list only the sessions of this identity")
        }
        sessions.sort { ($1.issuedAt, $0.arn.text) < ($0.issuedAt, $1.arn.text) }
        try addDetails(to: &sessions, plane, principal)
        var known = try stores.ledger.knownSignIns(and: elsewhere)
        try learn(&known, signing)
        return Listing(identity: arn, sessions: sessions, known: known)
    }

    private func list(_ plane: ControlPlane, _ principal: SignInPrincipal?) throws -> [SignInSession] {
        var sessions: [SignInSession] = []
        var arns: Set<SignInSessionARN> = []
        var token: String?
        for _ in 0..<Self.mostPages {
            let response = try plane.send(plane.requests.list(principal: principal, after: token))
            let page = try SignInSessionPage(response, now: service.surroundings.now())
            sessions += page.sessions.filter { arns.insert($0.arn).inserted }
            guard let next = page.next else { return sessions }
            guard next != token else { throw ServiceError.badReply("its nextToken is that of the page before") }
            token = next
        }
        person.warn("AWS has more than \(Self.mostPages) pages of sessions; only these are listed")
        return sessions
    }

    /// A list without the last uses is useful too.
    private func addDetails(
        to sessions: inout [SignInSession], _ plane: ControlPlane, _ principal: SignInPrincipal?
    ) throws {
        for index in sessions.indices.prefix(Self.mostDetails) {
            let arn = sessions[index].arn
            do {
                let response = try plane.send(plane.requests.details(of: arn, principal: principal))
                let detailed = try SignInSession(response, now: service.surroundings.now())
                guard detailed.arn == arn else { throw ServiceError.badReply("it is about another session") }
                sessions[index] = detailed
            } catch let error as ServiceError where error.code == .sessionNotFound {
                // It has ended since it was listed.
                continue
            } catch let error as any ExplainedError {
                return person.warn("the last use of the sessions is unknown: \(error.summary)")
            }
        }
        if sessions.count > Self.mostDetails {
            person.warn("the last use was asked for only of the newest \(Self.mostDetails) sessions")
        }
    }

    /// Asks for the ARNs of this machine's own sign-ins that the history lacks, because AWS did not tell them at the
    /// sign-in, or an earlier version of farsign did not ask.
    private func learn(_ known: inout KnownSignIns, _ signing: SessionSigner.Signing) throws {
        let records = try stores.records.records()
        for record in records where record.arn.account == signing.record.arn.account && known.lacksLast(of: record.arn)
        {
            do {
                guard let tokens = try stores.tokens.load(record) else { continue }
                let request = try Introspection.http(
                    tokens, at: try record.following(tokens).knownEndpoint(),
                    credentials: signing.tokens.credentials, caBundle: signing.caBundle,
                    timeout: SignInSessionLookup.timeout)
                let response = try service.transport.send(request)
                if let arn = try Introspection.session(response, now: service.surroundings.now()) {
                    let profile = try stores.profiles(of: record.arn).first
                    known.add(arn, KnownSignIns.SignIn(profile: profile, identity: record.arn))
                }
            } catch let error as any ExplainedError {
                person.note("AWS did not tell the sign-in session of \(record.arn): \(error.summary)")
                if error is TransportError { return }
            }
        }
    }
}
