import Broker
import FarsignCLI
import FarsignCore
import FarsignTestSupport
import RelayProtocol
import Session
import SignIn
import SignInSandbox
import TestSupport
import Testing
import Text

@Suite("what relays are answered")
struct RelayRequestHandlerTests {
    private let world: TestWorld
    private static let peer = RelayPeer(
        transport: .socket, uid: 1000, pid: 77, sshClient: nil, client: "farsign-relay/0.1.0",
        connection: ConnectionID("0123456789abcdef"))

    init() async throws {
        world = try await TestWorld()
    }

    private func handler(only: LoginID? = nil) -> RelayRequestHandler {
        let world = world.world(Recorder())
        return RelayRequestHandler(
            logins: Logins(
                service: world.service, stores: world.stores, person: Person(actor: world.actor, warn: { _ in })),
            greeting: RelayGreeting(server: "farsign/test", host: "web1", user: "alice"), only: only, warn: { _ in })
    }

    private func offered(_ profile: String = "dev") async throws -> LoginID {
        try #require(LoginID(try await world.offer(["--profile", profile]).id))
    }

    private func answer(_ call: RelayCall) async throws -> JSONValue {
        let handler = self.handler()
        return try await blocking { try handler.answer(call, from: Self.peer) }
    }

    private func authorize(_ login: LoginID, port: Int = 40_123) async throws -> String {
        let (address, phrase) = (try #require(CallbackAddress(port: port)), try #require(Phrase("maple otter 4821")))
        return try #require(try await answer(.authorize(login, address, phrase))["url"]?.text)
    }

    /// Signs in, and gives what the redirect carries.
    private func redirect(_ url: String) throws -> RelayCall.SubmittedReply {
        let target = try world.sandbox.signIn(at: url)
        let match = try #require(
            target.wholeMatch(of: /http:\/\/127\.0\.0\.1:[0-9]+\/oauth\/callback\?code=(.*)&state=(.*)/))
        return .code(Secret(String(match.1)), state: String(match.2))
    }

    private func error(_ call: RelayCall) async throws -> RelayError? {
        do {
            _ = try await answer(call)
            return nil
        } catch let error as RelayError {
            return error
        }
    }

    private func kinds() throws -> [String] {
        try world.stores.ledger.events(AuditFilter()).map(\.kind)
    }

    @Test func `a code that the redirect brought signs in`() async throws {
        let login = try await offered()
        let signedIn = try await answer(.submit(login, redirect(try await authorize(login))))

        #expect(signedIn["session"]?.text == "arn:aws:iam::123456789012:user/Alice")
        #expect(signedIn["profile"]?.text == "dev")
        let received = try #require(try world.stores.ledger.events(AuditFilter(kind: .replyReceived)).first)
        #expect(received.detail["intake"] == .string("relay"))
        #expect(received.detail["way"] == .string("socket"))
        #expect(received.detail["peer_uid"] == .integer(1000))
        #expect(received.detail["client"] == .string("farsign-relay/0.1.0"))
    }

    @Test func `the same code again gets the stored outcome, and another is told that the login is over`() async throws
    {
        let login = try await offered()
        let reply = try redirect(try await authorize(login))
        let first = try await answer(.submit(login, reply))
        let again = try await answer(.submit(login, reply))
        let other = try await error(.submit(login, .code(Secret("another"), state: "other")))

        #expect(again == first)
        #expect((other?.code, other?.outcome) == (.loginOver, "signed-in"))
        #expect(world.sandbox.requests.count { $0.what == .redeem } == 1)
    }

    @Test func `a code that was refused is not sent again`() async throws {
        let login = try await offered()
        let reply = try redirect(try await authorize(login))
        world.sandbox.fail(.error(.codeExpired), on: .redeem)
        let first = try await error(.submit(login, reply))
        let again = try await error(.submit(login, reply))

        #expect(first?.code == .codeExpired)
        #expect(again?.code == .signInRefused)
        #expect(world.sandbox.requests.count { $0.what == .redeem } == 1)
    }

    @Test func `a denied state is over, and the login waits on`() async throws {
        let login = try await offered()
        let url = try await authorize(login)
        let denied = try world.sandbox.deny(at: url)
        let state = try #require(denied.split(separator: "state=").last.map(String.init))
        _ = try await answer(.deny(login, state: state, error: "access_denied"))
        let again = try await error(.deny(login, state: state, error: "access_denied"))
        let late = try await error(.submit(login, .code(Secret("abc"), state: state)))

        #expect(again?.code == .stateMismatch)
        #expect(late?.code == .stateMismatch)
        #expect(try handler().logins().map(\.id) == [login])
        let refusals = try world.stores.ledger.events(AuditFilter(kind: .replyRefused))
        #expect(refusals.first?.detail["reason"] == .string("access_denied"))
        #expect(refusals.first?.detail["peer_uid"] == .integer(1000))
    }

    @Test func `a person's no ends the login`() async throws {
        let login = try await offered()
        _ = try await answer(.refuse(login))

        #expect(try handler().logins() == [])
        let over = try await error(.refuse(login))
        #expect((over?.code, over?.outcome) == (.loginOver, "refused-at-relay"))
        let unknown = try await error(.refuse(try #require(LoginID("ffffffffffff"))))
        #expect(unknown?.code == .unknownLogin)
    }

    @Test func `pasted texts count as attempts, and the fifth that does not fit ends the login`() async throws {
        let login = try await offered()
        var codes: [RelayError.Code?] = []
        for text in ["", "state=x&code=y", "nonsense", "state=x", "state=x&code=y", "state=x&code=y"] {
            codes.append(try await error(.submit(login, .text(Secret(text))))?.code)
        }
        #expect(codes == [.badReply, .stateMismatch, .badReply, .badReply, .tooManyAttempts, .loginOver])
    }

    @Test func `a pasted text needs no login's id: its state says which one it is`() async throws {
        let other = try await offered("other")
        let offer = try await world.offer(["--profile", "dev"])
        let text = try world.sandbox.signIn(at: offer.url)
        let signedIn = try await answer(.submit(nil, .text(Secret(text))))

        #expect(signedIn["profile"]?.text == "dev")
        #expect(try handler().logins().map(\.id) == [other])
        #expect(try await error(.submit(nil, .text(Secret("state=x&code=y"))))?.code == .unknownLogin)
    }

    @Test func `a ninth URL is refused`() async throws {
        let login = try await offered()
        for _ in 1...7 { _ = try await authorize(login) }
        let address = try #require(CallbackAddress(port: 1)), phrase = try #require(Phrase("maple otter 4821"))
        #expect(try await error(.authorize(login, address, phrase))?.code == .tooManyAttempts)
    }

    @Test func `logins are listed oldest first, and only those that wait`() async throws {
        let first = try await offered("one")
        world.clock.advance(by: 300)
        let second = try await offered("two")
        #expect(try handler().logins().map(\.profile) == ["one", "two"])
        #expect(try handler(only: second).logins().map(\.id) == [second])
        world.clock.advance(by: 301)
        #expect(try handler().logins().map(\.profile) == ["two"])
        _ = try await error(.submit(first, .text(Secret("late"))))
        #expect(try world.stores.ledger.ending(of: first)?.outcome == .failed(ReportedError(LoginError.deadlinePassed)))
    }

    @Test func `a connection that is for one login has nothing to do with the others`() async throws {
        let (ours, other) = (try await offered("one"), try await offered("two"))
        let reply = try redirect(try await authorize(other))
        guard case .code(let code, let state) = reply else { throw MissingCode() }
        let text = Secret("http://127.0.0.1:40123/oauth/callback?code=\(code.reveal())&state=\(state)")
        let handler = self.handler(only: ours)
        for call in [RelayCall.refuse(other), .submit(other, reply), .submit(nil, .text(text))] {
            let error = await #expect(throws: RelayError.self) {
                _ = try await blocking { try handler.answer(call, from: Self.peer) }
            }
            #expect(error?.code == .unknownLogin)
        }
        #expect(try await answer(.submit(other, reply))["profile"]?.text == "two")
    }

    private struct MissingCode: Error {}

    @Test func `a service that is down, and a profile of somebody else, have names of their own`() async throws {
        try await world.signIn("dev")
        let login = try await offered()
        let url = try await authorize(login)
        let target = try world.sandbox.signIn(at: url, as: "arn:aws:sts::123456789012:assumed-role/Admin/bob")
        let other = try await error(.submit(login, .text(Secret(target))))
        #expect(other?.code == .signInRefused)
        #expect(other?.hint?.contains("--replace") == true)

        let next = try await offered()
        let reply = try redirect(try await authorize(next))
        world.sandbox.fail(.error(.serverError), on: .redeem)
        #expect(try await error(.submit(next, reply))?.code == .serviceUnavailable)
    }

    @Test func `a relay that goes is noted where it was given a URL, and its reply is good all the same`() async throws
    {
        let (login, other) = (try await offered("one"), try await offered("two"))
        let reply = try redirect(try await authorize(login))
        // Another connection, of the same process.
        handler().disconnected(
            RelayPeer(
                transport: .socket, uid: 1000, pid: 77, client: "farsign-relay/0.1.0",
                connection: ConnectionID("another")))
        #expect(try recipients(of: login) == [false])
        handler().disconnected(Self.peer)
        #expect(try recipients(of: login) == [true])
        #expect(try recipients(of: other) == [])
        #expect(try await answer(.submit(login, reply))["profile"]?.text == "one")
    }

    /// Whether they are gone.
    private func recipients(of login: LoginID) throws -> [Bool] {
        guard let file = try world.stores.pending.read(login), let login = PendingLogin(serialized: file) else {
            return []
        }
        return login.attempts.compactMap { $0.recipient?.isGone }
    }

    @Test func `connections are in the history, with the peer's uid`() throws {
        handler().connected(Self.peer)
        handler().refused(RelayPeer(transport: .socket, uid: 65_534, pid: 9))

        #expect(try kinds() == ["relay-connected", "relay-refused"])
        let refused = try #require(try world.stores.ledger.events(AuditFilter(kind: .relayRefused)).first)
        #expect(refused.outcome == "failed")
        #expect(refused.detail["peer_uid"] == .integer(65_534))
        #expect(refused.detail["client"] == .null)
    }
}

extension RelayRequestHandler {
    /// As a connection answers, in the protocol's JSON.
    fileprivate func answer(_ call: RelayCall, from peer: RelayPeer) throws(RelayError) -> JSONValue {
        switch call {
        case .hello: return greeting.json
        case .logins: return .array(try logins().map(\.json))
        case .authorize(let login, let address, let phrase):
            return try authorize(login, at: address, phrase, for: peer).json
        case .submit(let login, let reply): return try submit(reply, for: login, from: peer).json
        case .deny(let login, let state, let error): try deny(login, state: state, error: error, from: peer)
        case .refuse(let login): try refuse(login, from: peer)
        }
        return [:]
    }
}
