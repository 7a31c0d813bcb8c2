import FarsignTestSupport
import Foundation
import Testing

@Suite("names that a shell completes")
struct CompletedNamesTests {
    /// As the shells' scripts ask, with the cursor in an empty last word.
    private func names(_ command: [String], _ option: String, in world: TestWorld) async throws -> [String] {
        let words = ["farsign"] + command + [option, ""]
        let outcome = try await world.farsign(
            ["---completion"] + command + ["--", option, "\(words.count - 1)", "0"] + words)
        #expect(outcome.status == 0)
        #expect(outcome.notices == "")
        return outcome.answer.split(separator: "\n").map(String.init)
    }

    @Test func `profiles are those of both files, unless a shell could take a name for more than a word`() async throws
    {
        let world = try await TestWorld()
        let hostile = ["$(touch x)", "`x`", "a;b", "a b", "a'b", "a\\b", "-x", "~x", "a\"b", "a*", "a|b", "a#b", "!x"]
        try FileManager.default.createDirectory(atPath: world.home + "/.aws", withIntermediateDirectories: true)
        try (["dev", "größe", "team.a/ops@eu-1"] + hostile).map { "[profile \($0)]\n" }.joined()
            .write(toFile: world.configPath, atomically: true, encoding: .utf8)
        try "[keys]\n".write(toFile: world.home + "/.aws/credentials", atomically: true, encoding: .utf8)

        for command in [["login"], ["credentials"], ["logout"], ["sessions"], ["audit", "list"], ["audit", "ship"]] {
            let found = try await names(command, "--profile", in: world)
            #expect(found == ["dev", "größe", "keys", "team.a/ops@eu-1"], "\(command)")
        }
    }

    @Test func `sessions are completed by their ARNs`() async throws {
        let world = try await TestWorld()
        #expect(try await names(["logout"], "--session", in: world) == [])
        _ = try await world.signIn()
        #expect(try await names(["logout"], "--session", in: world) == ["arn:aws:iam::123456789012:user/Alice"])
        #expect(
            try await names(["audit", "list"], "--session", in: world) == ["arn:aws:iam::123456789012:user/Alice"])
    }

    @Test func `nothing is printed where nothing can be read, or nothing sensible is asked`() async throws {
        let world = try await TestWorld()
        try FileManager.default.createDirectory(atPath: world.configPath, withIntermediateDirectories: true)
        #expect(try await names(["login"], "--profile", in: world) == [])
        for line in [["---completion"], ["---completion", "nothing", "--", "--profile"], ["---completion", "login"]] {
            let outcome = try await world.farsign(line)
            #expect(outcome.status == 0)
            #expect(["", "\n"].contains(outcome.answer + outcome.notices))
        }
    }
}
