import Testing
import Text

@Suite("a workstation and a server", .enabled(if: Machine.canGiveAway))
struct PeopleTests {
    private let people: People
    private static let alice = "arn:aws:iam::123456789012:user/Alice"

    init() async throws {
        people = try await People()
    }

    @Test func `a browser on one gives a text that ssh takes to the other, and boto3 there is who signed in`()
        async throws
    {
        let offer = try await people.server.farsign(
            ["login", "--profile", "dev", "--region", "us-east-1", "--no-wait", "--json"])
        let url = try #require(try offer.lines.first?["url"]?.text, "\(offer.notices)")
        let visit = try await Browser(of: people.laptop).open(url)
        #expect(visit.requests.map(\.status) == [200, 303, 200])
        #expect(visit.pages.map(\.title) == ["Sign in - farsign sandbox", "Copy this code - farsign sandbox"])

        let code = try #require(visit.pages.last?.text.split(separator: "\n").max { $0.count < $1.count })
        let submitted = try await people.ssh("farsign submit", input: String(code))
        #expect(submitted.status == 0, "\(submitted.notices)")

        let identity = try await people.server.identity(in: Client.boto3, profile: "dev")
        #expect(identity.answer == Self.alice, "\(identity.notices)")
        let signedIn = try #require(try await people.server.history(["--kind", "signed-in"]).first)
        #expect(signedIn["actor"]?["user"]?.text == "server")
        #expect(signedIn["actor"]?["ssh_client"]?.text?.hasPrefix("127.0.0.1 ") == true)
    }

    @Test func `a browser that runs no scripts is told of a denial`() async throws {
        let offer = try await people.server.farsign(
            ["login", "--profile", "dev", "--region", "us-east-1", "--no-wait"])
        let visit = try await Browser(of: people.laptop, pressing: ["Deny"]).open(offer.answer.trimmingNewline)
        #expect(visit.pages.last?.title == "Sign-in denied - farsign sandbox")
        #expect(try people.server.pendingFiles().count == 1)
    }
}

extension String {
    fileprivate var trimmingNewline: String { hasSuffix("\n") ? String(dropLast()) : self }
}
