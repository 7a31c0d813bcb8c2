import SignInSandbox
import Testing
import Text

@Suite("many at once", .bothPrograms)
struct ManyAtOnceTests {
    @Test func `200 vends of expired credentials make one refresh and 200 answers`() async throws {
        let machine = try await Machine()
        try await machine.signIn(profile: "dev")
        try machine.expire()

        let outcomes = try await withThrowingTaskGroup { group in
            for _ in 1...200 {
                group.addTask { try await machine.farsign(["credentials", "--profile", "dev"]) }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }

        #expect(outcomes.map(\.status) == Array(repeating: 0, count: 200))
        #expect(outcomes.map(\.notices) == Array(repeating: "", count: 200))
        #expect(Set(outcomes.map(\.answer)).count == 1)
        #expect(try outcomes.first?.json["Version"]?.int == 1)
        #expect(machine.count(.refresh) == 1)
        #expect(try await machine.events("vended").count == 200)
        #expect(try await machine.events("refreshed").count == 1)
        // A start, a reply, a sign-in, a profile, a refresh and the vends.
        let verified = try await machine.farsign(["audit", "verify"])
        #expect(verified.answer.hasPrefix("205 events, chain intact, "))
        let session = try await machine.farsign(["sessions", "--json"])
        guard case .array(let sessions) = try session.json else { throw MachineError("no list: \(session.answer)") }
        #expect(sessions.first?["vend_count"]?.int == 200)
        #expect(sessions.first?["refresh_count"]?.int == 1)
    }

    @Test func `first commands on a new machine make one ledger`() async throws {
        let machine = try await Machine()

        let outcomes = try await withThrowingTaskGroup { group in
            for number in 1...50 {
                group.addTask {
                    try await machine.farsign(
                        ["login", "--profile", "p\(number)", "--region", "us-east-1", "--no-wait"])
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }

        #expect(outcomes.map(\.status) == Array(repeating: 0, count: 50), "\(outcomes.map(\.notices))")
        #expect(try await machine.farsign(["audit", "verify"]).answer.hasPrefix("50 events, chain intact, "))
    }

    @Test func `a reply that is submitted ten times at once is redeemed once`() async throws {
        let machine = try await Machine()
        let offered = try await machine.offer()
        let reply = try machine.sandbox.signIn(at: offered.url)

        let outcomes = try await withThrowingTaskGroup { group in
            for _ in 1...10 { group.addTask { try await machine.farsign(["submit"], input: reply) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }

        #expect(outcomes.map(\.status).sorted() == [0] + Array(repeating: 4, count: 9))
        #expect(machine.count(.redeem) == 1)
        #expect(try await machine.farsign(["audit", "verify"]).status == 0)
    }
}
