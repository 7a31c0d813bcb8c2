import SignInSandbox
import Testing

/// Texts that cost Swift's `==` and hashing a time that is quadratic in their length: long runs of combining marks, whose
/// order differs from the canonical one. Each program may use as many seconds of the processor as it takes to see ten of
/// them through by their bytes, many times over; by their characters one alone takes longer.
@Suite("texts that are made to be slow")
struct HostileTextTests {
    /// Fits into 64 KiB, and Enter's line.
    private static let slow = "a" + String(repeating: "\u{301}\u{316}", count: 15_000)

    static let requests: [(what: String, members: String)] = [
        ("a member's name", #""id":2,"method":"logins","\#(slow)":1"#),
        ("the method", #""id":2,"method":"\#(slow)""#),
        ("the id", #""id":"\#(slow)","method":"logins""#),
        ("a known login", #""id":2,"method":"logins","params":{"known":["\#(slow)"]}"#),
        (
            "the phrase",
            #""id":2,"method":"authorize","params":{"login":"0123456789ab","redirect_uri":"http://127.0.0.1:3000/oauth/callback","phrase":"\#(slow)"}"#
        ),
        ("the reply", #""id":2,"method":"submit","params":{"reply":"\#(slow)"}"#),
        ("a denied state", #""id":2,"method":"deny","params":{"login":"0123456789ab","state":"\#(slow)","error":"x"}"#),
    ]

    /// Runs `farsign` until it has used so many seconds of the processor, which the kernel ends with a signal.
    private func farsign(
        _ arguments: String, within seconds: Int, input: String = "", on machine: Machine
    ) async throws -> Machine.Outcome {
        try await machine.run(
            "/bin/sh", ["-c", "ulimit -t \(seconds); exec '\(Machine.farsign)' \(arguments)"], input: input)
    }

    @Test(arguments: requests)
    func `slow texts from a relay are answered at the cost of their bytes`(_ request: (what: String, members: String))
        async throws
    {
        let machine = try await Machine()
        let hello = #"{"jsonrpc":"2.0","id":1,"method":"hello","params":{"protocol":1,"client":"x"}}"#
        let lines = [hello] + Array(repeating: #"{"jsonrpc":"2.0",\#(request.members)}"#, count: 20)

        let answered = try await farsign(
            "attach", within: 3, input: lines.joined(separator: "\n") + "\n", on: machine)

        #expect(answered.status == 0, "\(answered.notices)")
        #expect(try answered.lines.count == 21)
    }

    @Test func `slow texts in a token reply do not hold the session's lock`() async throws {
        let machine = try await Machine()
        try await machine.signIn(profile: "dev")
        try machine.expire()
        let slow = "a" + String(repeating: "\u{301}\u{316}", count: 100_000)
        machine.sandbox.fail(.replaced(member: "tokenType", json: #"{"\#(slow)":1}"#), on: .refresh)

        let refused = try await farsign("credentials --profile dev", within: 5, on: machine)

        #expect(refused.status == 6, "\(refused.notices)")
        #expect(refused.notices.contains("is invalid: it is not JSON"))
    }
}
