import SignInSandbox
import Testing

@Suite("a clock that is off", .bothPrograms)
struct ClockTests {
    static let offsets: [(offset: Duration, side: String)] = [(.seconds(300), "behind"), (.seconds(-300), "ahead of")]

    @Test(arguments: offsets)
    func `a clock that is off is told of, and a login succeeds with one more request`(
        _ clock: (offset: Duration, side: String)
    ) async throws {
        let machine = try await Machine(.init(clockOffset: clock.offset))
        let offered = try await machine.offer()

        let ended = try await machine.farsign(["submit"], input: machine.sandbox.signIn(at: offered.url))

        #expect(ended.status == 0, "\(ended.notices)")
        #expect(tells(ended, clock.side))
        #expect(machine.count(.redeem) == 2)
    }

    @Test(arguments: offsets)
    func `a clock that is off is told of, and a refresh succeeds with one more request`(
        _ clock: (offset: Duration, side: String)
    ) async throws {
        let machine = try await Machine()
        try await machine.signIn(profile: "dev")
        machine.sandbox.update { $0.clockOffset = clock.offset }
        try machine.expire()

        let vended = try await machine.farsign(["credentials", "--profile", "dev"])

        #expect(vended.status == 0, "\(vended.notices)")
        #expect(tells(vended, clock.side))
        #expect(machine.count(.refresh) == 2)
    }

    @Test func `a clock that is off is not asked about a third time`() async throws {
        let machine = try await Machine(.init(clockOffset: .seconds(300)))
        let offered = try await machine.offer()
        machine.sandbox.fail(.error(.invalidRequest), on: .redeem, times: 2)

        let refused = try await machine.farsign(["submit"], input: machine.sandbox.signIn(at: offered.url))

        #expect(refused.status == 4)
        #expect(machine.count(.redeem) == 2)
    }

    /// The request took up to a second, and the header has whole seconds.
    private func tells(_ outcome: Machine.Outcome, _ side: String) -> Bool {
        (298...302).contains { seconds in
            outcome.notices.contains(
                "farsign: warning: the clock of this machine is \(seconds) s \(side) the service's: set it")
        }
    }
}
