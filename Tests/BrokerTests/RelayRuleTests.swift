import Broker
import FarsignCLI
import FarsignCore
import FarsignTestSupport
import RelayProtocol
import SignIn
import SignInSandbox
import TestSupport
import Testing
import Text

/// What a relay can and cannot bring where the administrator has rules.
@Suite("rules at a relay")
struct RelayRuleTests {
    private let world: TestWorld
    private let peer = RelayPeer(transport: .attach, uid: 1000, pid: nil)

    init() async throws {
        world = try await TestWorld()
    }

    private func handler() -> RelayRequestHandler {
        let base = world.world(Recorder())
        return RelayRequestHandler(
            logins: Logins(
                service: world.service(), stores: base.stores, person: Person(actor: base.actor, warn: { _ in })),
            greeting: RelayGreeting(server: "s", host: "h", user: "u"), warn: { _ in })
    }

    /// The relay's URL for a login, and the reply of the browser that opened it.
    private func click(_ login: LoginID) async throws -> (code: Secret<String>, state: String) {
        let (handler, peer) = (handler(), peer)
        let address = try #require(CallbackAddress(port: 50_123))
        let phrase = try #require(Phrase("maple otter 4821"))
        let url = try await blocking { try handler.authorize(login, at: address, phrase, for: peer).url }
        let redirect = try world.sandbox.signIn(at: url)
        let query = try #require(redirect.split(separator: "?").last)
        let members = Dictionary(
            uniqueKeysWithValues: query.split(separator: "&").map { part in
                let pair = part.split(separator: "=", maxSplits: 1).map(String.init)
                return (pair[0], pair.count > 1 ? pair[1] : "")
            })
        return (Secret(try #require(members["code"])), try #require(members["state"]))
    }

    private func submit(_ reply: RelayCall.SubmittedReply, _ login: LoginID) async -> RelayError? {
        let (handler, peer) = (handler(), peer)
        do {
            _ = try await blocking { try handler.submit(reply, for: login, from: peer) }
            return nil
        } catch {
            return error as? RelayError
        }
    }

    @Test(arguments: ["forbid-paste", "require-relay"])
    func `a relay's own browser signs in, and a text that was pasted there does not`(_ rule: String) async throws {
        let offer = try await world.offer(["--profile", "dev"])
        let login = try #require(LoginID(offer.id))
        try world.write("[rules]\n\(rule) = true\n", to: "\(world.systemDirectory)/config.toml")
        let paste = try world.sandbox.signIn(at: offer.url)
        let pasted = try CodeReply(parsing: Secret(Array(paste.utf8)))
        guard case .code(let code) = pasted.answer else { return #expect(Bool(false), "no code") }

        // As a text, and as what a browser of the printed URL would have brought.
        for reply in [RelayCall.SubmittedReply.text(Secret(paste)), .code(code, state: pasted.state)] {
            let error = await submit(reply, login)
            #expect(error?.code == .signInRefused)
            #expect(error?.summary.contains("a pasted reply is forbidden by \(rule) in ") == true)
        }
        let click = try await click(login)
        #expect(await submit(.code(click.code, state: click.state), login) == nil)
        #expect(world.sandbox.requests.count { $0.what == .redeem } == 1)
    }

    @Test func `a relay's sign-in to an account that is not allowed is refused`() async throws {
        let offer = try await world.offer(["--profile", "dev"])
        let login = try #require(LoginID(offer.id))
        try world.write("[rules]\nallowed-accounts = [\"210987654321\"]\n", to: "\(world.systemDirectory)/config.toml")
        let click = try await click(login)
        let error = await submit(.code(click.code, state: click.state), login)
        #expect(error?.code == .signInRefused)
        #expect(error?.summary.contains("the account 123456789012 is forbidden by allowed-accounts in ") == true)
        #expect(world.names(world.home + "/.aws/login/cache").isEmpty)
    }
}
