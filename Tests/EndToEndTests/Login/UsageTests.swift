import SignInSandbox
import Testing
import Text

@Suite("command lines that say nothing we can do")
struct UsageTests {
    static let mistakes: [(line: String, words: String)] = [
        ("logn", "hint: did you mean login"),
        ("credentials --profil dev", "--profile"),
        ("login --regio us-east-1", "--region"),
        ("credentials --format jsn", "unknown format 'jsn'"),
        ("credentials --format proces", "hint: did you mean process?"),
        ("credentials --format proces --profile dev", "hint: did you mean process?"),
        ("login --region us-esat-1 --profile dev --integration proces", "unknown integration 'proces'"),
        ("login --region us_east_1", "'us_east_1' is not a region\nfarsign: hint: did you mean us-east-1"),
        ("login --region evil.example/#-us-1", "'evil.example/#-us-1' is not a region"),
        ("login --region us-east-1@evil", "is not a region"),
        ("login", "no region to sign in at\nfarsign: hint: add --region"),
        ("login --timeout 601 --region us-east-1", "--timeout takes 1 to 600 seconds"),
        ("login --expect-account 1 --region us-east-1", "'1' is not an account id"),
        ("login --endpoint-url http://example.com --region us-east-1", "would send tokens unencrypted"),
        ("audit list --kind vend", "did you mean vended"),
        ("audit list --since tomorrow", "--since takes a time"),
        ("submit --login x", "'x' is not a login id"),
        (
            "credentials --no-verify-ssl",
            "certificates are always checked\nfarsign: hint: name a file with the certificate authority: --ca-bundle"
        ),
        ("login --no-verify-ssl --region us-east-1", "certificates are always checked"),
        ("sessions --bogus", "bogus"),
        ("logout surplus", "surplus"),
    ]

    @Test(arguments: mistakes)
    func `wrong command lines exit with 64 and a hint`(_ mistake: (line: String, words: String)) async throws {
        let machine = try await Machine()

        let refused = try await machine.farsign(mistake.line.split(separator: " ").map(String.init))

        #expect(refused.status == 64)
        #expect(refused.answer == "")
        #expect(refused.notices.hasPrefix("farsign: error: "))
        #expect(refused.notices.contains(mistake.words), "\(refused.notices)")
        #expect(refused.notices.contains("\nfarsign: hint: "), "\(refused.notices)")
        #expect(machine.sandbox.requests.isEmpty)
    }

    @Test(arguments: [
        ["submit", "--json", "--login", "x"], ["login", "--json", "--region", "us"], ["sessions", "--json", "--bogus"],
        ["audit", "list", "--json", "--kind", "vend"],
    ])
    func `wrong command lines are one object with --json`(_ arguments: [String]) async throws {
        let machine = try await Machine()

        let refused = try await machine.farsign(arguments)

        #expect(refused.status == 64)
        #expect(refused.answer == "")
        guard case .object(let members)? = try JSONValue(parsing: Array(refused.notices.utf8))["error"] else {
            Issue.record("no object: \(refused.notices)")
            return
        }
        #expect(members.keys.sorted() == ["code", "hint", "summary"])
    }

    @Test func `wrong command lines hold no escape sequence back on the screen`() async throws {
        let machine = try await Machine()

        let refused = try await machine.farsign(["login", "--region", "us-\u{1B}[2Jeast-1"])

        #expect(refused.status == 64)
        #expect(refused.notices.contains("\\u{1b}[2J"))
        #expect(!refused.notices.contains("\u{1B}"))
    }

    @Test func `a profile that is not there exits with 3 and its nearest names`() async throws {
        let machine = try await Machine()
        try machine.write("[profile staging]\nregion = eu-west-1\n[profile prod]\n", to: machine.configPath)
        try await machine.signIn(profile: "dev")

        let near = try await machine.farsign(["credentials", "--profile", "stagin"])
        let ours = try await machine.farsign(["credentials", "--profile", "de"])
        let far = try await machine.farsign(["credentials", "--profile", "something-else"])

        #expect([near.status, ours.status, far.status] == [3, 3, 3])
        #expect(near.notices == "farsign: error: there is no profile stagin\nfarsign: hint: did you mean staging?\n")
        #expect(ours.notices.contains("hint: did you mean dev?"))
        #expect(far.notices.contains("hint: run 'farsign login --profile something-else'"))
    }
}
