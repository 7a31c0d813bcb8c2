import Session
import SignInSandbox
import Testing
import Text

@Suite("replies that do not fit")
struct BadReplyTests {
    /// Each holds the word `gibberish`, to be looked for.
    static let replies: [(what: String, reply: String, reason: String)] = [
        ("no base64", "gibberish!gibberish!", "it is not the text of the confirmation page"),
        ("without a code", "state=gibberish&other=1", "it has no code"),
        ("without a state", "code=gibberish&other=1", "it has no state"),
        ("over 64 KiB", String(repeating: "gibberish", count: 8_000), "it is longer than 64 KiB"),
        ("control characters", "state=1&code=\u{1B}]0;gibberish\u{7}", "it contains control characters"),
    ]

    static let ways = [["submit"], ["submit", "--login"], ["login"]]

    @Test(arguments: replies, ways)
    func `replies that do not fit are refused with their reason, never echoed, and recorded`(
        _ bad: (what: String, reply: String, reason: String), _ way: [String]
    ) async throws {
        let machine = try await Machine()

        let refused = try await give(bad.reply, to: machine, by: way)

        #expect(refused.status == 4)
        #expect(refused.notices.contains("farsign: error: that is not a sign-in reply: \(bad.reason)"))
        #expect(!(refused.answer + refused.notices).contains("gibberish"))
        #expect(!(refused.answer + refused.notices).contains("\u{1B}"))
        let events = try await machine.events("reply-refused")
        #expect(events.count == 1)
        #expect(events.first?["outcome"]?.text == "failed")
        #expect(!events.map(\.canonical).joined().contains("gibberish"))
    }

    @Test(arguments: ways)
    func `replies of another login are refused and recorded`(_ way: [String]) async throws {
        let machine = try await Machine()
        let foreign = "state=00000000-0000-4000-8000-000000000000&code=gibberish"

        let refused = try await give(foreign, to: machine, by: way)

        #expect(refused.status == 4)
        #expect(!refused.notices.contains("gibberish"))
        #expect(!refused.notices.contains("00000000-0000"))
        #expect(try await machine.events("reply-refused").count == 1)
        #expect(machine.count(.redeem) == 0)
    }

    @Test func `replies that do not fit may be followed by the right one, four times`() async throws {
        let machine = try await Machine()
        let offered = try await machine.offer()

        for _ in 1...4 {
            let refused = try await machine.farsign(["submit", "--login", offered.id], input: "gibberish!")
            #expect(refused.status == 4)
        }
        let ended = try await machine.farsign(["submit"], input: machine.sandbox.signIn(at: offered.url))

        #expect(ended.status == 0, "\(ended.notices)")
        #expect(try await machine.events("reply-refused").count == 4)
    }

    @Test func `replies that do not fit end the login with the fifth`() async throws {
        let machine = try await Machine()
        let offered = try await machine.offer()
        for _ in 1...5 {
            _ = try await machine.farsign(["submit", "--login", offered.id], input: "gibberish!")
        }

        let late = try await machine.farsign(["submit"], input: machine.sandbox.signIn(at: offered.url))

        #expect(late.status == 4)
        #expect(machine.count(.redeem) == 0)
    }

    @Test func `an expired code is not sent again, and the login waits for another`() async throws {
        let machine = try await Machine(.init(codeLifetime: .zero))
        let offered = try await machine.offer()
        let reply = try machine.sandbox.signIn(at: offered.url)

        let refused = try await machine.farsign(["submit"], input: reply)
        let again = try await machine.farsign(["submit"], input: reply)

        #expect(refused.status == 4)
        #expect(refused.notices.contains("farsign: error: the code was already used or has expired"))
        #expect(again.status == 4)
        #expect(
            again.notices.contains(
                "farsign: error: the service already refused that code, so farsign did not send it again"))
        #expect(machine.count(.redeem) == 1)
        #expect(try machine.pendingFiles().count == 1)
    }

    @Test func `a text that lost its end leaves the login to the whole one`() async throws {
        let machine = try await Machine()
        let offered = try await machine.offer()
        let reply = try machine.sandbox.signIn(at: offered.url)

        let cut = try await machine.farsign(["submit"], input: String(reply.dropLast(reply.hasSuffix("=") ? 8 : 4)))
        let whole = try await machine.farsign(["submit"], input: reply)

        #expect(cut.status == 4)
        #expect(
            cut.notices.contains("farsign: hint: the text may be incomplete: copy all of it and paste it again"))
        #expect(whole.status == 0, "\(whole.notices)")
        #expect(machine.count(.redeem) == 2)
        #expect(try await machine.events("exchange-failed").count == 1)
    }

    @Test func `refused codes count among the five`() async throws {
        let machine = try await Machine(.init(codeLifetime: .zero))
        let offered = try await machine.offer()
        for _ in 1...5 {
            let reply = try machine.sandbox.signIn(at: offered.url)
            #expect(try await machine.farsign(["submit"], input: reply).status == 4)
        }
        #expect(machine.count(.redeem) == 5)
        #expect(try machine.pendingFiles() == [])
        #expect(try await machine.events("login-ended").map { $0["detail"]?["error"]?.text } == ["too-many-attempts"])
    }

    @Test func `a used code is not sent again`() async throws {
        let machine = try await Machine()
        let offered = try await machine.offer()
        let reply = try machine.sandbox.signIn(at: offered.url)
        #expect(try await machine.farsign(["submit"], input: reply).status == 0)

        let again = try await machine.farsign(["submit", "--login", offered.id], input: reply)

        #expect(again.status == 4)
        #expect(again.notices.contains("has ended: it signed in arn:aws:iam::123456789012:user/Alice"))
        #expect(machine.count(.redeem) == 1)
    }

    @Test(arguments: ways.dropLast())
    func `a denied sign-in ends the login`(_ way: [String]) async throws {
        let machine = try await Machine()

        let denied = try await give(
            "https://127.0.0.1/oauth/callback?error=access_denied&state=STATE", to: machine, by: way)

        #expect(denied.status == 4)
        #expect(denied.notices.contains("farsign: error: the sign-in was denied in the browser: access_denied"))
        #expect(denied.notices.contains("farsign: hint: start again with 'farsign login'"))
        #expect(try machine.pendingFiles().isEmpty)
        #expect(try await machine.events("reply-refused").count == 1)
    }

    /// `STATE` in the reply is the login's own where it can be known before.
    private func give(_ reply: String, to machine: Machine, by way: [String]) async throws -> Machine.Outcome {
        if way == ["login"] {
            return try await machine.farsign(["login", "--profile", "dev", "--region", "us-east-1"], input: reply)
        }
        let offered = try await machine.offer()
        let text = reply.replacing("STATE", with: try #require(Self.state(of: offered.url)))
        return try await machine.farsign(way + (way.count == 2 ? [offered.id] : []), input: text)
    }

    private static func state(of url: String) -> String? {
        url.firstMatch(of: /[?&]state=([^&]+)/).map { String($0.1) }
    }
}
