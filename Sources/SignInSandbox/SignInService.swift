import FoundationEssentials

/// The state and rules of the service. It does no I/O, so that requests from sockets and calls from tests pass the
/// same checks.
struct SignInService: Sendable {
    var settings: SignInSandbox.Settings
    var faults: [SignInSandbox.PlannedFault] = []
    private(set) var records: [SignInSandbox.RequestRecord] = []
    /// Every secret that was issued or received, in order and without duplicates.
    private(set) var secrets: [String] = []
    private var known: Set<String> = []

    /// Sign-in pages without a decision yet, by the id in their form.
    var pages: [String: AuthorizeRequest] = [:]
    /// Texts to copy that were not shown yet, by the id in the URL of the confirmation page.
    var confirmations: [String: String] = [:]
    var codes: [String: IssuedCode] = [:]
    var sessions: [SignedInSession] = []
    var refreshTokens: [String: IssuedRefreshToken] = [:]
    var credentials: [String: IssuedCredentials] = [:]
    /// When each proof's `jti` was seen.
    var proofs: [String: Date] = [:]
    let identityTokenKey = IdentityTokenKey()

    private let clock: @Sendable () -> Date

    init(settings: SignInSandbox.Settings, clock: @escaping @Sendable () -> Date) {
        self.settings = settings
        self.clock = clock
    }

    /// The sandbox's clock.
    var now: Date { clock().addingTimeInterval(settings.clockOffset.inSeconds) }

    /// Answers a request and records it, unless it goes to a control endpoint.
    mutating func answer(_ request: Request) -> Reply {
        let began = ContinuousClock.now
        guard !request.path.hasPrefix("/control/") else { return stamped(control(request)) }

        let facts = RequestFacts(request)
        var reply: Reply
        var fault: SignInSandbox.Fault?
        if !request.isForLoopback && !request.isForwarded {
            reply = Reply(.invalid("the Host header does not name this machine's loopback"), of: facts.operation)
        } else if let planned = takeFault(for: facts.operation) {
            fault = planned.fault
            reply = befall(planned, request, facts)
        } else {
            reply = act(request, facts)
        }
        reply = stamped(reply)
        let isSilent = reply.delivery == .reset || reply.delivery == .never
        let spent = ContinuousClock.now - began
        records.append(
            SignInSandbox.RequestRecord(
                time: clock(), method: request.method, path: request.path, what: facts.operation,
                status: isSilent ? nil : reply.status, error: reply.error, fault: fault?.name,
                duration: Int(spent / .microseconds(1)), clientID: facts.clientID, source: request.source))
        return reply
    }

    /// The service's reply without any fault.
    mutating func act(_ request: Request, _ facts: RequestFacts) -> Reply {
        do throws(Refusal) {
            switch facts.operation {
            case .authorize: return .page(try signInPage(request))
            case .decision: return try decide(request)
            case .confirmation: return .page(try confirmationPage(request))
            case .token, .redeem, .refresh: return .json(try token(request))
            case .revoke: return try revoke(request)
            case .introspect: return .json(try introspect(request))
            case .listSessions: return .json(try listSessions(request))
            case .getSession: return .json(try session(request))
            case .revokeSessions: return .json(try revokeSessions(request))
            case .callerIdentity: return .xml(try callerIdentity(request))
            case nil: return nothingHere(request)
            }
        } catch {
            return Reply(error, of: facts.operation)
        }
    }

    private func nothingHere(_ request: Request) -> Reply {
        guard let methods = RequestFacts.methods[request.path] else {
            return Reply(Refusal(status: 404, error: "NOT_FOUND", message: "there is nothing at this path"), of: nil)
        }
        let message = "this path takes \(methods.joined(separator: " and "))"
        var reply = Reply(Refusal(status: 405, error: "METHOD_NOT_ALLOWED", message: message), of: nil)
        reply.headers.append(("Allow", methods.joined(separator: ", ")))
        return reply
    }

    private func stamped(_ reply: Reply) -> Reply {
        var reply = reply
        reply.headers.append(("Date", HTTPDate.text(now)))
        reply.headers.append(("x-amzn-RequestId", UUID().uuidString.lowercased()))
        return reply
    }

    mutating func remember(secret: String) {
        if known.insert(secret).inserted { secrets.append(secret) }
    }

    /// Deletes everything except the settings.
    mutating func reset() { self = SignInService(settings: settings, clock: clock) }
}
