import BrowserSignIn
import RelayProtocol
import Session
import SignIn
import Testing
import Text

@testable import FarsignCore

@Suite("Pending logins")
struct PendingLoginTests {
    /// What became of a reply, in a form that a test can compare.
    private enum Outcome: Equatable {
        case accepted(verifier: String, clientID: String)
        case refused(LoginError.Code, refusals: Int)
        case over(LoginError)
    }

    private func outcome(_ acceptance: consuming PendingLogin.Acceptance) -> Outcome {
        switch consume acceptance {
        case .accepted(let code, _):
            .accepted(verifier: code.attempt.verifier.reveal(), clientID: code.attempt.client.rawValue)
        case .refused(let refusal): outcome(refusal)
        }
    }

    private func outcome(_ refusal: consuming PendingLogin.Refusal) -> Outcome {
        switch consume refusal {
        case .pending(let login, let error): .refused(error.code, refusals: login.refusals)
        case .over(let error): .over(error)
        }
    }

    @Test func `a reply with the login's state is accepted`() throws {
        let login = try Fixtures.login()
        let reply = try Fixtures.reply("state=\(Fixtures.state)&code=abc")
        #expect(
            outcome(login.accept(reply))
                == .accepted(verifier: Fixtures.verifier, clientID: "arn:aws:signin:::devtools/cross-device"))
    }

    @Test func `every attempt's state counts, with its own verifier and client`() throws {
        let login = try Fixtures.login()
        let reply = try Fixtures.reply("state=other-state&code=abc")
        #expect(
            outcome(login.accept(reply))
                == .accepted(
                    verifier: "other-\(Fixtures.verifier)", clientID: "arn:aws:signin:::devtools/same-device"))
    }

    @Test(arguments: ["foreign", "Other-State", "other-stat", "other-state0"])
    func `a foreign state is refused, whatever comes with it`(_ state: String) throws {
        for answer in ["code=abc", "error=access_denied"] {
            let login = try Fixtures.login()
            let reply = try Fixtures.reply("state=\(state)&\(answer)")
            #expect(outcome(login.accept(reply)) == .refused(.stateMismatch, refusals: 1))
        }
    }

    @Test func `a denial with the login's state ends it`() throws {
        let login = try Fixtures.login()
        let reply = try Fixtures.reply("error=access_denied&state=\(Fixtures.state)")
        guard case .over(let error) = outcome(login.accept(reply)) else {
            Issue.record("not over")
            return
        }
        #expect(error.code == .signInDenied)
        #expect(error.summary.hasSuffix(": access_denied"))
    }

    private static let callback = CallbackAddress(port: 40_123)
    private static let relay = Attempt.Recipient(
        name: "ssh from 192.0.2.7", phrase: Phrase("maple otter 4821"),
        connection: ConnectionID("attach 192.0.2.7 50022"))

    @Test func `a relay is given a same-device URL with a state and verifier of its own`() throws {
        var login = try Fixtures.login()
        let address = try #require(Self.callback)
        let urls = try [1, 2].map { seed in
            try login.offer(at: address, to: Self.relay, randomBytes: Fixtures.randomBytes(seed: seed))
        }
        let (attempts, id) = (login.attempts.suffix(2), Attempt.Client.sameDevice.rawValue.percentEncoded)

        for (url, attempt) in zip(urls, attempts) {
            #expect(url.url.contains("client_id=\(id)&state=\(url.state)&"))
            #expect(url.url.contains("redirect_uri=http%3A%2F%2F127.0.0.1%3A40123%2Foauth%2Fcallback"))
            #expect(url.state == attempt.state)
            #expect(attempt.recipient == Self.relay)
        }
        #expect(Set(attempts.map { $0.verifier.reveal() }).count == 2)
        let reply = try Fixtures.reply("state=\(urls[1].state)&code=abc")
        let verifier = attempts.last?.verifier.reveal() ?? ""
        #expect(
            outcome(login.accept(reply)) == .accepted(verifier: verifier, clientID: Attempt.Client.sameDevice.rawValue))
    }

    @Test func `no more than eight URLs are open at once`() throws {
        var login = try Fixtures.login()
        let address = try #require(Self.callback)
        var states: [String] = []
        for seed in 1...6 {
            states.append(
                try login.offer(at: address, to: Self.relay, randomBytes: Fixtures.randomBytes(seed: UInt64(seed)))
                    .state)
        }
        var code: LoginError.Code?
        do throws(LoginError) {
            _ = try login.offer(at: address, to: Self.relay, randomBytes: Fixtures.randomBytes(seed: 9))
        } catch { code = error.code }
        #expect(code == .tooManyAttempts)

        let isWithdrawn = login.withdraw(states[0])
        let isReplaced =
            (try? login.offer(at: address, to: Self.relay, randomBytes: Fixtures.randomBytes(seed: 9))) != nil
        #expect(isWithdrawn && isReplaced)
    }

    @Test func `a withdrawn state is foreign from then on, and the printed URL's cannot be withdrawn`() throws {
        var login = try Fixtures.login()
        let (isFirst, isOther, isAgain) = (
            login.withdraw(Fixtures.state), login.withdraw("other-state"), login.withdraw("other-state")
        )
        #expect((isFirst, isOther, isAgain) == (false, true, false))
        let reply = try Fixtures.reply("state=other-state&code=abc")
        #expect(outcome(login.accept(reply)) == .refused(.stateMismatch, refusals: 1))
    }

    @Test func `the fifth reply that does not fit is the last`() throws {
        let reply = try Fixtures.reply("state=foreign&code=abc")
        for refusals in 0..<4 {
            let login = try Fixtures.login(refusals: refusals)
            #expect(outcome(login.accept(reply)) == .refused(.stateMismatch, refusals: refusals + 1))
        }
        let login = try Fixtures.login(refusals: 4)
        guard case .over(let error) = outcome(login.accept(reply)) else {
            Issue.record("not over")
            return
        }
        #expect(error.code == .tooManyAttempts)
    }

    @Test func `a reply that could not be parsed counts as well`() throws {
        let login = try Fixtures.login(refusals: 3)
        #expect(outcome(login.refuse(.replyTooLong)) == .refused(.replyTooLong, refusals: 4))
        let last = try Fixtures.login(refusals: 4)
        guard case .over(let error) = outcome(last.refuse(.replyTooLong)) else {
            Issue.record("not over")
            return
        }
        #expect(error.code == .tooManyAttempts)
    }

    @Test func `a new login has a name, a state and a URL of its own`() throws {
        let profile = Profile(name: "dev", endpoint: try Fixtures.endpoint())
        let random = Fixtures.randomBytes(seed: 3)
        let one = PendingLogin(
            profile: profile, options: Fixtures.options, startedAt: Fixtures.now, deadline: Fixtures.now,
            randomBytes: random)
        let two = PendingLogin(
            profile: profile, options: Fixtures.options, startedAt: Fixtures.now, deadline: Fixtures.now,
            randomBytes: random)
        let (names, urls, states) = (
            [one.id, two.id], [one.authorizeURL, two.authorizeURL], one.attempts.map(\.state)
        )
        #expect(Set(names).count == 2)
        #expect(Set(urls).count == 2)
        let (own, others) = (one.hasState(states[0]), two.hasState(states[0]))
        #expect(own && !others)
    }
}
