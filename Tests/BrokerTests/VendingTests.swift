import FarsignTestSupport
import SignInSandbox
import Synchronization
import Testing
import Text

@Suite("vending")
struct VendingTests {
    private let world: TestWorld

    init() async throws {
        world = try await TestWorld()
        try await world.signIn()
        world.clock.advance(by: 601)
    }

    private func vend() async throws -> TestWorld.Outcome {
        try await world.farsign(["credentials", "--profile", "dev"])
    }

    private var refreshes: [Int?] { world.sandbox.requests.filter { $0.what == .refresh }.map(\.status) }

    @Test func `vending refreshes once for many at once`() async throws {
        world.sandbox.fail(.none, on: .refresh, delay: .milliseconds(200))
        let answers = try await withThrowingTaskGroup { group in
            for _ in 0..<8 { group.addTask { try await vend().answer } }
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }

        #expect(answers.count == 1)
        #expect(refreshes == [200])
    }

    @Test(arguments: [
        SignInSandbox.Fault.error(.rateLimited), .error(.tooManyRequests), .error(.serverError), .unavailable, .reset,
        .resetAfterwards,
    ])
    func `vending tries again after a failure that passes`(fault: SignInSandbox.Fault) async throws {
        world.sandbox.fail(fault, on: .refresh)
        let outcome = try await vend()

        #expect(outcome.status == 0)
        #expect(outcome.notices == "")
        #expect(refreshes.count == 2)
        #expect(world.pauses == [.milliseconds(200)])
    }

    @Test func `vending gives up after three tries, and the tokens stay as they were`() async throws {
        world.clock.advance(by: 300)
        let cache = world.home + "/.aws/login/cache/"
        let name = try #require(world.names(cache).first { $0.hasSuffix(".json") })
        let before = try world.text(of: cache + name)
        world.sandbox.fail(.error(.serverError), on: .refresh, times: 3)
        let outcome = try await vend()

        #expect(outcome.status == 6)
        #expect(outcome.answer == "")
        #expect(try world.text(of: cache + name) == before)
        #expect(refreshes == [500, 500, 500])
    }

    @Test func `vending takes the token that an AWS tool has rotated meanwhile`() async throws {
        let cache = world.home + "/.aws/login/cache/"
        let name = try #require(world.names(cache).first { $0.hasSuffix(".json") })
        let old = try world.text(of: cache + name)
        _ = try await vend()
        let rotated = try world.text(of: cache + name)
        // Old again, and past the time in which it would still answer; the tool writes while we wait to try again.
        try world.write(old, to: cache + name)
        world.clock.advance(by: 61)
        world.sandbox.fail(.error(.serverError), on: .refresh)
        world.atPause { [world] in try? world.write(rotated, to: cache + name) }
        let outcome = try await vend()

        #expect(outcome.status == 0)
        #expect(outcome.notices == "")
        #expect(refreshes == [200, 500, 401])
    }

    @Test func `vending never refreshes at another endpoint than the session's`() async throws {
        world.set("AWS_ENDPOINT_URL_SIGNIN", to: "http://127.0.0.1:1")
        #expect(try await vend().status == 0)
        #expect(refreshes == [200])
    }

    @Test func `vending minds the clock once, and says so`() async throws {
        world.sandbox.update { $0.clockOffset = .seconds(-3600) }
        let outcome = try await vend()

        #expect(outcome.status == 0)
        #expect(outcome.lines.count == 1)
        #expect(outcome.lines.first?.hasPrefix("farsign: warning: ") == true)
        #expect(refreshes == [400, 200])
    }

    @Test(arguments: [
        (SignInSandbox.Fault.error(.tokenExpired), "farsign login --profile dev"),
        (.error(.insufficientPermissions), "SignInLocalDevelopmentAccess"), (.error(.invalidRequest), "farsign login"),
    ])
    func `vending hands out what still lives where a refresh is refused, and says what to do`(
        fault: SignInSandbox.Fault, advice: String
    ) async throws {
        world.sandbox.fail(fault, on: .refresh)
        let outcome = try await vend()

        #expect(outcome.status == 0)
        #expect(try outcome.json.first?["Version"]?.int == 1)
        #expect(outcome.lines.count == 1)
        #expect(outcome.notices.hasPrefix("farsign: warning: cannot refresh: "))
        #expect(outcome.notices.contains(advice))
    }

    @Test func `vending hands out nothing once the password has changed`() async throws {
        world.sandbox.fail(.error(.credentialsChanged), on: .refresh)
        let outcome = try await vend()

        #expect(outcome.status == 3)
        #expect(outcome.answer == "")
    }

    @Test func `vending asks once where it is refused for another reason than the clock`() async throws {
        world.sandbox.update { $0.clockOffset = .seconds(3600) }
        world.sandbox.fail(.error(.insufficientPermissions), on: .refresh)
        _ = try await vend()

        #expect(refreshes == [403])
    }
}
