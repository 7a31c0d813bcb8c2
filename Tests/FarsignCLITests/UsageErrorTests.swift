import FarsignTestSupport
import Testing

@Suite("command lines that say nothing we can do")
struct UsageErrorTests {
    static let lines = [
        ["logn"], ["frobnicate"], ["help", "logn"], ["help", "audit", "lst"], ["audit", "lst"],
        ["audit", "frobnicate"], ["--profile", "dev"],
        ["--verison"],
        ["login", "--profil", "dev"], ["login", "--frobnicate"], ["login", "--profile"], ["login", "-p", "dev"],
        ["login", "--profile", "a", "--profile", "b"], ["login", "dev"], ["login", "--profile="],
        ["login", "--json=1"],
        ["login", "--timeout", "x"], ["login", "--timeout", "0"], ["login", "--timeout", "601"],
        ["login", "--timeout", "-5"],
        ["login", "--region", "us-east1"], ["login", "--region", "a.example.com/x-1"],
        ["login", "--expect-account", "12"], ["login", "--expect-arn", "alice"], ["login", "--expect-ARN", "alice"],
        ["login", "--integration", "nativ"], ["login", "--integration", "other"],
        ["login", "--browser", "--remote"], ["login", "--browser", "--no-browser"],
        ["login", "--callback", "8976", "--browser"],
        ["login", "--callback", "0"], ["login", "--callback", "80"], ["login", "--callback", "1023"],
        ["login", "--callback", "65536"], ["login", "--callback", "http"], ["login", "--callback-tcp"],
        ["login", "--browser", "--no-wait"], ["login", "--callback", "8976", "--no-wait"],
        ["login", "--profile", "a\u{1B}[2J\n"],
        ["login", "--endpoint-url", "http://example.com", "--region", "us-east-1"],
        ["login", "--endpoint-url", "nothing", "--region", "us-east-1"],
        ["login", "--no-verify-ssl"], ["credentials", "--no-verify-ssl"],
        ["submit", "--login", "zz"], ["submit", "code"],
        ["credentials", "--format", "fsh"], ["credentials", "--format", "xml"], ["credentials", "--format"],
        ["credentials", "--profil", "dev"], ["credentials", "--profile"],
        ["config", "chek"], ["config", "check"], ["config", "dev"],
        ["attach", "dev"],
        ["logout", "--all", "--profile", "dev"],
        ["logout", "--session"], ["logout", "--session", "alice"],
        ["logout", "--session", "arn:aws:signin:us-east-1:123456789012:session/"],
        ["logout", "--all", "--session", "arn:aws:iam::123456789012:user/Alice"],
        ["logout", "--profile", "dev", "--session", "arn:aws:iam::123456789012:user/Alice"],
        ["sessions", "--account"], ["sessions", "--account", "--profile", "dev"],
        ["audit", "list", "--kind", "vend"], ["audit", "list", "--kind", "x"],
        ["audit", "list", "--since", "tomorrow"],
        ["audit", "list", "--until", "2026-01-32"], ["audit", "list", "--limit", "0"],
        ["audit", "list", "--limit", "many"],
        ["audit", "list", "--limt", "3"],
    ]

    @Test func `wrong command lines are told what is wrong, and what would be right`() async throws {
        let world = try await TestWorld()
        var transcript = ""
        for line in Self.lines {
            let outcome = try await world.farsign(line)
            #expect(outcome.status == 64, "\(line)")
            #expect(outcome.answer == "", "\(line)")
            let (error, hint) = (outcome.lines.first ?? "", outcome.lines.dropFirst().first)
            #expect(error.wholeMatch(of: /farsign: error: [^A-Z\n].*[^.\n]/) != nil, "\(line)")
            if let hint { #expect(hint.wholeMatch(of: /farsign: hint: [^A-Z\n].*[^.\n]/) != nil, "\(line)") }
            #expect(outcome.lines.count <= 2, "\(line)")
            transcript += Golden.transcript(line.map { $0.debugDescription }, outcome, in: world)
        }
        try Golden.expect(transcript, "usage-errors.txt")
    }

    @Test func `wrong command lines are one JSON object where the answer would be`() async throws {
        let outcome = try await TestWorld().farsign(["login", "--json", "--profil", "dev"])
        #expect(outcome.status == 64)
        #expect(
            outcome.notices == """
                {"error":{"code":"usage","hint":"did you mean '--profile'?","summary":"unknown option '--profil'"}}

                """)
    }
}
