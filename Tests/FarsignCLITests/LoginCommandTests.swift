import Broker
import FarsignCore
import FarsignTestSupport
import SignInSandbox
import Testing
import Text

@Suite("farsign login and submit")
struct LoginCommandTests {
    @Test func `login and submit take the paste at a terminal, and end with the AWS CLI's own lines`() async throws {
        let world = try await TestWorld()
        let outcome = try await world.farsign(
            ["login", "--profile", "dev", "--region", "eu-west-1"], typed: [],
            script: { [sandbox = world.sandbox] seen, deliver in
                deliver(.text((try? sandbox.signIn(at: seen.authorizeURL ?? "")) ?? ""))
            })

        #expect(outcome.status == 0)
        #expect(outcome.answer == "")
        #expect(
            outcome.lines.suffix(2) == [
                "Updated profile dev to use arn:aws:iam::123456789012:user/Alice credentials.",
                "Use it with --profile, as in 'aws sts get-caller-identity --profile dev'.",
            ])
        #expect(
            try world.text(of: world.configPath).contains(
                "credential_process = /usr/bin/farsign credentials --profile dev"))
    }

    @Test func `login and submit explain a wrong reply, never show it, and take the right one`() async throws {
        let world = try await TestWorld()
        let outcome = try await world.farsign(
            ["login", "--region", "eu-west-1"], typed: [],
            script: { [sandbox = world.sandbox] seen, deliver in
                deliver(.text("not a reply"))
                deliver(.text((try? sandbox.signIn(at: seen.authorizeURL ?? "")) ?? ""))
            })

        #expect(outcome.status == 0)
        #expect(outcome.lines.contains { $0.contains("farsign: error: ") })
        #expect(!outcome.notices.contains("not a reply"))
    }

    @Test func `login and submit end with the fifth wrong reply`() async throws {
        let world = try await TestWorld()
        let outcome = try await world.farsign(
            ["login", "--region", "eu-west-1"], typed: [],
            script: { _, deliver in for _ in 0..<5 { deliver(.text("wrong")) } })

        #expect(outcome.status == 4)
        #expect(outcome.notices.components(of: "farsign: error: ") == 5)
        #expect(world.names(world.home + "/state/pending").isEmpty)
    }

    @Test func `login and submit end at the first wrong reply where nobody can be asked`() async throws {
        let world = try await TestWorld()
        let outcome = try await world.farsign(
            ["login", "--region", "eu-west-1"], script: { _, deliver in deliver(.text("wrong", .pipe)) })

        #expect(outcome.status == 4)
        #expect(world.names(world.home + "/state/pending").isEmpty)
    }

    @Test(arguments: [(Arrival.interrupted, Int32(130), false), (.hungUp, 4, true), (.ended(.terminal), 130, false)])
    func `login and submit leave the login pending after a hang-up alone`(
        arrival: Arrival, status: Int32, isPending: Bool
    ) async throws {
        let world = try await TestWorld()
        let outcome = try await world.farsign(
            ["login", "--region", "eu-west-1"], typed: [], script: { _, deliver in deliver(arrival) })

        #expect(outcome.status == status)
        #expect(world.names(world.home + "/state/pending").isEmpty == !isPending)
        let history = try await world.farsign(["audit", "list", "--kind", "login-ended", "--json"]).json
        #expect(history.map { $0["detail"]?["error"]?.text } == (isPending ? [] : ["interrupted"]))
    }

    @Test func `login and submit end at the deadline`() async throws {
        let world = try await TestWorld()
        let outcome = try await world.farsign(
            ["login", "--region", "eu-west-1", "--timeout", "9"],
            script: { [clock = world.clock] _, _ in clock.advance(by: 9) })

        #expect(outcome.status == 4)
        #expect(outcome.lines.last == "farsign: hint: start again with 'farsign login'")
        #expect(world.names(world.home + "/state/pending").isEmpty)
    }

    @Test func `logins that wait notice that another process finished their login`() async throws {
        let world = try await TestWorld()
        let outcome = try await world.farsign(
            ["login", "--region", "eu-west-1"],
            script: { seen, _ in
                let other = Recorder()
                guard let paste = try? world.sandbox.signIn(at: seen.authorizeURL ?? "") else { return }
                let elsewhere = world.world(other, input: .text(paste, .submit))
                _ = TestWorld.run(["submit"], other, elsewhere)
            })

        #expect(outcome.status == 0)
        #expect(outcome.lines.contains("The reply came through another channel."))
    }

    @Test func `login and submit say what happened as JSON`() async throws {
        let world = try await TestWorld()
        let offered = try await world.farsign([
            "login", "--profile", "dev", "--region", "eu-west-1", "--no-wait", "--json",
        ])
        let url = try #require(try offered.json.first?["url"]?.text)
        let ended = try await world.farsign(["submit", "--json"], input: world.sandbox.signIn(at: url))

        try Golden.expect(
            Golden.transcript(["login", "--no-wait", "--json"], offered, in: world)
                + Golden.transcript(["submit", "--json"], ended, in: world), "login.jsonl")
    }

    @Test func `login and submit find the login by its state, and finish two in any order`() async throws {
        let world = try await TestWorld()
        let first = try await world.offer(["--profile", "one"])
        let second = try await world.offer(["--profile", "two"])
        for (offer, profile) in [(second, "two"), (first, "one")] {
            let ended = try await world.farsign(["submit", "--json"], input: world.sandbox.signIn(at: offer.url))
            #expect(try ended.json.first?["profile"]?.text == profile)
        }
    }

    @Test func `login and submit tell who comes second that the login is over`() async throws {
        let world = try await TestWorld()
        let offer = try await world.offer()
        let paste = try world.sandbox.signIn(at: offer.url)
        _ = try await world.farsign(["submit"], input: paste)
        let again = try await world.farsign(["submit", "--login", offer.id], input: paste)

        #expect(again.status == 4)
        #expect(again.lines.first?.contains("has ended: it signed in arn:aws:iam::123456789012:user/Alice") == true)
        #expect(world.sandbox.requests.count { $0.what == .redeem } == 1)
    }
}

extension String {
    /// How often `part` is in it.
    fileprivate func components(of part: String) -> Int { ranges(of: part).count }
}
