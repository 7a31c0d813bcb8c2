import Testing

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
        case .accepted(let code):
            .accepted(verifier: code.attempt.verifier.reveal(), clientID: code.attempt.client.rawValue)
        case .refused(let login, let error): .refused(error.code, refusals: login.refusals)
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
            profile: profile, wishes: Fixtures.wishes, deadline: Fixtures.now, randomBytes: random)
        let two = PendingLogin(
            profile: profile, wishes: Fixtures.wishes, deadline: Fixtures.now, randomBytes: random)
        let (names, urls, states) = (
            [one.id, two.id], [one.authorizeURL, two.authorizeURL], one.attempts.map(\.state)
        )
        #expect(Set(names).count == 2)
        #expect(Set(urls).count == 2)
        let (own, others) = (one.hasState(states[0]), two.hasState(states[0]))
        #expect(own && !others)
    }
}
