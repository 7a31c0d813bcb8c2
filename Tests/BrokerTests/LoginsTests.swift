import Broker
import Dispatch
import FarsignCLI
import FarsignCore
import FarsignTestSupport
import Session
import SignIn
import SignInSandbox
import Synchronization
import TestSupport
import Testing
import Text

@Suite("pending logins")
struct LoginsTests {
    /// The transport, and what is on the disk when it is used.
    struct Watching: HTTPTransport {
        let inner: any HTTPTransport
        let look: @Sendable (HTTPRequest) throws(TransportError) -> Void
        func check(url: String, caBundle: String?) throws(TransportError) {
            try inner.check(url: url, caBundle: caBundle)
        }
        func send(_ request: HTTPRequest) throws(TransportError) -> HTTPResponse {
            try look(request)
            return try inner.send(request)
        }
    }

    /// Answers what AWS would about the session of a refresh token.
    struct Told: HTTPTransport {
        let session: String
        let inner: any HTTPTransport
        func check(url: String, caBundle: String?) throws(TransportError) {
            try inner.check(url: url, caBundle: caBundle)
        }
        func send(_ request: HTTPRequest) throws(TransportError) -> HTTPResponse {
            guard request.url.contains("/v1/introspect") else { return try inner.send(request) }
            let reply = JSONValue.object(["active": .bool(true), "signin_session": .string(session)])
            return HTTPResponse(status: 200, headers: [:], body: Secret(Array(reply.canonical.utf8)))
        }
    }

    /// Never gets a byte out.
    struct Unplugged: HTTPTransport {
        let mayHaveBeenSent: Bool
        func check(url: String, caBundle: String?) {}
        func send(_ request: HTTPRequest) throws(TransportError) -> HTTPResponse {
            throw TransportError(.notConnected, "no connection", mayHaveBeenSent: mayHaveBeenSent)
        }
    }

    private let world: TestWorld

    init() async throws {
        world = try await TestWorld()
    }

    private func logins(over transport: (any HTTPTransport)? = nil) -> Logins {
        let base = world.world(Recorder())
        return Logins(
            service: world.service(over: transport), stores: base.stores,
            person: Person(actor: base.actor, warn: { _ in }))
    }

    private func request(
        account: String? = nil, arn: String? = nil, integration: Integration = .process, replace: Bool = false,
        region: String = "us-east-1"
    ) throws -> LoginRequest {
        let base = world.world(Recorder())
        return LoginRequest(
            profile: "dev", region: try NamedRegion(region), timeout: 600,
            options: LoginOptions(
                integration: integration, replace: replace, expectedAccount: account, expectedARN: arn, caBundle: nil,
                tokenDirectory: try base.tokenDirectory(), executable: base.executable))
    }

    private func reply(_ offer: LoginOffer) throws -> Secret<[UInt8]> {
        Secret(Array(try world.sandbox.signIn(at: #require(offer.url)).utf8))
    }

    private func take(_ offer: LoginOffer, over transport: (any HTTPTransport)? = nil) async throws -> ReplyOutcome {
        let reply = try reply(offer)
        let logins = logins(over: transport)
        return try await blocking { try logins.take(CodeReply.parse(reply), ReplyOrigin(.submit), for: offer.id) }
    }

    @Test func `pending logins leave the disk before their code leaves the machine`() async throws {
        let offer = try logins().begin(request())
        let pending = Mutex<[Bool]>([])
        let files = world.stores.pending
        let watching = Watching(inner: world.transport) { request in
            guard request.url.hasSuffix("/v1/token") else { return }
            pending.withLock { $0.append(files.exists(offer.id)) }
        }
        _ = try await take(offer, over: watching)

        #expect(pending.withLock { $0 } == [false])
    }

    @Test(arguments: [(false, true), (true, false)])
    func `pending logins come back where the code certainly was not sent`(mayHaveBeenSent: Bool, isPending: Bool)
        async throws
    {
        let offer = try logins().begin(request())
        let error = await #expect(throws: TransportError.self) {
            try await take(offer, over: Unplugged(mayHaveBeenSent: mayHaveBeenSent))
        }

        #expect(error?.code == .notConnected)
        #expect(logins().isPending(offer.id) == isPending)
    }

    @Test func `pending logins that came back can be taken again`() async throws {
        let offer = try logins().begin(request())
        _ = try? await take(offer, over: Unplugged(mayHaveBeenSent: false))
        guard case .signedIn = try await take(offer) else {
            Issue.record("not signed in")
            return
        }
    }

    @Test func `pending logins whose exchange was lost never send it again`() async throws {
        let offer = try logins().begin(request())
        world.sandbox.fail(.resetAfterwards, on: .redeem)
        await #expect(throws: TransportError.self) { try await take(offer) }
        let again = await #expect(throws: LoginError.self) { try await take(offer) }

        #expect(again?.code == .loginOver)
        #expect(world.sandbox.requests.count { $0.what == .redeem } == 1)
    }

    @Test func `pending logins are over when the service fails`() async throws {
        let offer = try logins().begin(request())
        world.sandbox.fail(.error(.serverError), on: .redeem)
        let error = await #expect(throws: ServiceError.self) { try await take(offer) }

        #expect(error?.code == .serviceUnavailable)
        #expect(world.sandbox.requests.count { $0.what == .redeem } == 1)
    }

    @Test func `pending logins learn the ARN of their session, in a limited time`() async throws {
        let timeouts = Mutex<[Duration?]>([])
        let session = "arn:aws:signin:us-east-1:123456789012:session/1"
        let told = Watching(inner: Told(session: session, inner: world.transport)) { request in
            if request.url.contains("/v1/introspect") { timeouts.withLock { $0.append(request.timeout) } }
        }
        let offer = try logins().begin(request())
        _ = try await take(offer, over: told)

        let signedIn = try #require(try world.stores.ledger.events(AuditFilter(kind: .signedIn)).first)
        #expect(signedIn.detail["signin_session"]?.text == session)
        #expect(timeouts.withLock { $0 } == [.seconds(2)])
    }

    @Test(arguments: [false, true])
    func `pending logins sign in where AWS does not tell that ARN, and note it`(isLost: Bool) async throws {
        let notes = Mutex<[String]>([])
        let silent = Watching(inner: world.transport) { request throws(TransportError) in
            guard request.url.contains("/v1/introspect"), isLost else { return }
            throw TransportError(.timedOut, "no reply", mayHaveBeenSent: true)
        }
        world.sandbox.fail(.html, on: .introspect)
        let offer = try logins().begin(request())
        var person = Person(actor: world.world(Recorder()).actor, warn: { Issue.record("\($0)") })
        person.note = { line in notes.withLock { $0.append(line) } }
        let (logins, reply) = (
            Logins(service: world.service(over: silent), stores: world.stores, person: person), try reply(offer)
        )
        _ = try await blocking { try logins.take(CodeReply.parse(reply), ReplyOrigin(.submit), for: offer.id) }

        let signedIn = try #require(try world.stores.ledger.events(AuditFilter(kind: .signedIn)).first)
        #expect(signedIn.detail["signin_session"] == nil)
        let note = try #require(notes.withLock { $0 }.first)
        #expect(note.hasPrefix("AWS did not tell the ARN of the sign-in session: "), "\(note)")
    }

    @Test func `pending logins mind the clock once`() async throws {
        world.sandbox.update { $0.clockOffset = .seconds(3600) }
        let offer = try logins().begin(request())
        guard case .signedIn = try await take(offer) else {
            Issue.record("not signed in")
            return
        }
        #expect(world.sandbox.requests.filter { $0.what == .redeem }.map(\.status) == [400, 200])
    }

    @Test func `pending logins refuse another identity, and store nothing`() async throws {
        for request in [
            try request(account: "210987654321"), try request(arn: "arn:aws:iam::123456789012:user/Bob"),
        ] {
            let offer = try logins().begin(request)
            let error = await #expect(throws: LoginError.self) { try await take(offer) }
            #expect(error?.code == .unexpectedIdentity)
        }
        #expect(world.names(world.home + "/.aws/login/cache").isEmpty)
        #expect(world.names(world.home + "/.aws").isEmpty)
    }

    @Test func `pending logins replace nothing without a yes`() async throws {
        try await world.signIn("dev", as: "arn:aws:iam::123456789012:root")
        let before = try world.text(of: world.configPath)
        let offer = try logins().begin(request())
        let error = await #expect(throws: LoginError.self) { try await take(offer) }
        let replacing = try logins().begin(request(replace: true))

        #expect(error?.code == .notReplaced)
        #expect(try world.text(of: world.configPath) == before)
        guard case .signedIn = try await take(replacing) else {
            Issue.record("not signed in")
            return
        }
    }

    @Test func `pending logins move a session to another region only with a yes`() async throws {
        try await world.signIn("dev")
        let offer = try logins().begin(request(region: "eu-west-1"))
        let error = await #expect(throws: LoginError.self) { try await take(offer) }
        #expect(error?.code == .notReplaced)
    }

    @Test func `pending logins edit the profile as the integration says`() async throws {
        _ = try await take(logins().begin(request(integration: .native)))
        let native = try world.text(of: world.configPath)
        _ = try await take(logins().begin(request()))
        let process = try world.text(of: world.configPath)

        #expect(native.contains("login_session = arn:aws:iam::123456789012:user/Alice"))
        #expect(!native.contains("credential_process"))
        #expect(process.contains("credential_process"))
        #expect(!process.contains("login_session"))
    }

    @Test func `pending logins are swept away after their deadline`() async throws {
        let offer = try logins().begin(request())
        world.clock.advance(by: 600)
        try logins().sweep()

        #expect(!logins().isPending(offer.id))
        #expect(try logins().outcome(of: offer.id) == .failed(ReportedError(LoginError.deadlinePassed)))
    }

    @Test func `pending logins keep who asks for the outcome waiting until it is known`() async throws {
        let offer = try logins().begin(request())
        let (outcomes, told) = AsyncStream.makeStream(of: LoginOutcome?.self)
        let asking = logins()
        let watching = Watching(inner: world.transport) { _ in
            DispatchQueue(label: "asking").async { told.yield(try? asking.outcome(of: offer.id)) }
        }
        // The question comes while the service still thinks.
        world.sandbox.fail(.none, on: .redeem, delay: .milliseconds(300))
        _ = try await take(offer, over: watching)

        var all = outcomes.makeAsyncIterator()
        guard case .signedIn?? = await all.next() else {
            Issue.record("the outcome was not waited for")
            return
        }
    }
}
