import Foundation
import Glibc
import SignInSandbox
import Testing
import Text

@Suite("the administrator's rules", .enabled(if: Machine.canGiveAway))
struct RuleTests {
    private let machine: Machine

    init() async throws {
        machine = try await Machine()
    }

    private static let login = ["login", "--profile", "dev", "--no-wait", "--json"]

    struct Broken: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var arguments: [String] = []
        var variables: [String: String] = [:]
        var userFile: String?
        var profile: String?
    }

    static let regions = [
        Broken(testDescription: "an option", arguments: ["--region", "us-east-1"]),
        Broken(testDescription: "a variable", variables: ["AWS_REGION": "us-east-1"]),
        Broken(testDescription: "the user's file", userFile: "[login]\nregion = \"us-east-1\"\n"),
        Broken(testDescription: "the AWS config", profile: "[profile dev]\nregion = us-east-1\n"),
    ]

    @Test(arguments: regions) func `a region that is not allowed is refused, whatever names it`(
        _ broken: Broken
    ) async throws {
        try machine.configure("[login]\nregion = \"eu-west-1\"\n[rules]\nallowed-regions = [\"eu-west-1\"]\n")
        #expect(try await machine.configured(Self.login).status == 0)
        if let text = broken.userFile { try machine.write(text, to: machine.userFile) }
        if let text = broken.profile { try machine.write(text, to: machine.configPath) }

        let refused = try await machine.configured(Self.login + broken.arguments, environment: broken.variables)

        #expect(refused.status == 4, "\(refused.notices)")
        #expect(refused.answer == "")
        let error = try JSONValue(parsing: Array(refused.notices.utf8))["error"]
        #expect(error?["code"]?.text == "forbidden-by-rule")
        #expect(
            error?["summary"]?.text
                == "the region us-east-1 is forbidden by allowed-regions in /etc/farsign/config.toml:4")
    }

    @Test func `a user's file has no rules, not even stricter ones`() async throws {
        try machine.configure("[login]\nregion = \"eu-west-1\"\n")
        try machine.write("[rules]\nallowed-regions = [\"us-east-1\"]\n", to: machine.userFile)
        let refused = try await machine.configured(Self.login)
        #expect(refused.status == 5)
        #expect(refused.notices.contains("\(machine.userFile):1: [rules] is not a section of a user's file"))
    }

    static let accounts = [
        Broken(testDescription: "an option", arguments: ["--expect-account", "123456789012"]),
        Broken(testDescription: "a variable", variables: ["FARSIGN_EXPECT_ACCOUNT": "123456789012"]),
        Broken(testDescription: "the user's file", userFile: "[accounts]\ndev = \"123456789012\"\n"),
    ]

    @Test(arguments: accounts) func `an expected account that is not allowed is refused before a URL`(
        _ broken: Broken
    ) async throws {
        try machine.configure("[login]\nregion = \"eu-west-1\"\n[rules]\nallowed-accounts = [\"210987654321\"]\n")
        if let text = broken.userFile { try machine.write(text, to: machine.userFile) }
        let refused = try await machine.configured(Self.login + broken.arguments, environment: broken.variables)
        #expect(refused.status == 4)
        #expect(refused.answer == "")
        #expect(refused.notices.contains("the account 123456789012 is forbidden by allowed-accounts in"))
    }

    @Test func `whoever signs in to an account that is not allowed leaves nothing here`() async throws {
        try machine.configure("[login]\nregion = \"eu-west-1\"\n[rules]\nallowed-accounts = [\"210987654321\"]\n")
        let url = try #require(try await machine.configured(Self.login).lines.first?["url"]?.text)

        let refused = try await machine.configured(["submit"], input: machine.sandbox.signIn(at: url))

        #expect(refused.status == 4)
        #expect(
            refused.notices.contains(
                "the account 123456789012 is forbidden by allowed-accounts in /etc/farsign/config.toml:4"))
        #expect(!FileManager.default.fileExists(atPath: machine.configPath))
        let tokens = try? FileManager.default.contentsOfDirectory(atPath: "\(machine.home)/.aws/login/cache")
        #expect((tokens ?? []).isEmpty)
    }

    @Test func `a callback's port and a browser are refused where a rule forbids them`() async throws {
        let login = ["login", "--profile", "dev", "--region", "eu-west-1"]
        try machine.configure("[rules]\ncallback-ports = [8976]\n")
        let port = try await machine.configured(login + ["--callback", "8977"])
        #expect(port.status == 4)
        #expect(port.notices.contains("the callback port 8977 is forbidden by callback-ports in"))
        #expect(port.notices.contains("farsign: hint: it allows 8976\n"))

        try machine.configure("[rules]\nrequire-relay = true\n")
        for option in [["--callback", "8976"], ["--browser"]] {
            let refused = try await machine.configured(login + option)
            #expect(refused.status == 4)
            #expect(refused.notices.contains("is forbidden by require-relay in /etc/farsign/config.toml:2"))
            #expect(!refused.notices.contains("/v1/authorize"))
        }
    }

    @Test(arguments: ["forbid-paste", "require-relay"])
    func `a paste is refused in a pipe and in submit, and no URL for one is printed`(_ rule: String) async throws {
        // The login was started before the rule was made, so that there is a text to paste.
        let url = try #require(
            try await machine.configured(Self.login + ["--region", "eu-west-1"]).lines.first?["url"]?.text)
        let text = try machine.sandbox.signIn(at: url)
        try machine.configure("[rules]\n\(rule) = true\n")

        let submitted = try await machine.configured(["submit"], input: text)
        #expect(submitted.status == 4)
        #expect(
            submitted.notices.contains("a pasted reply is forbidden by \(rule) in /etc/farsign/config.toml:2"),
            "\(submitted.notices)")
        #expect(submitted.notices.contains("farsign: hint: run 'farsign-relay HOST' on the workstation"))

        let piped = try await machine.configured(
            ["login", "--profile", "other", "--region", "eu-west-1"], input: text)
        #expect(piped.status == 4)
        #expect(!(piped.answer + piped.notices).contains("/v1/authorize"))
        #expect(piped.notices.contains("a pasted reply is forbidden by \(rule)"), "\(piped.notices)")
        #expect(machine.count(.redeem) == 0)
    }

    @Test(arguments: ["allowed-regions = [\"eu-west-1\"]", "allowed-partitions = [\"aws\"]"])
    func `an endpoint that may be of any region is refused, whatever names it`(_ rule: String) async throws {
        try machine.configure("[login]\nregion = \"eu-west-1\"\n[rules]\n\(rule)\n")
        let elsewhere = "https://us-east-1.signin.aws.amazon.com"
        let option = try await machine.configured(Self.login + ["--endpoint-url", elsewhere])
        let variable = try await machine.configured(
            Self.login, environment: ["AWS_ENDPOINT_URL_SIGNIN": elsewhere])
        for refused in [option, variable] {
            #expect(refused.status == 4)
            #expect(refused.answer == "")
            #expect(
                refused.notices.contains("the endpoint \(elsewhere) is forbidden by allowed-"), "\(refused.notices)")
        }
    }

    @Test func `what a required destination lacks is not pruned, and no other history is used`() async throws {
        try await machine.signIn(profile: "dev")
        let checkpoint = try await machine.farsign(["audit", "checkpoint"]).answer
        try machine.write(checkpoint, to: "\(machine.home)/checkpoint")
        try machine.configure("[rules]\nrequire-shipping = \"\(machine.home)/store\"\n")

        let pruned = try await machine.configured(
            ["audit", "prune", "--before", "0s", "--checkpoint", "\(machine.home)/checkpoint"])
        #expect(!pruned.notices.contains("Removed"), "\(pruned.notices)")
        #expect(try await machine.history().first?["seq"]?.int == 1)

        let other = try await machine.configured(
            Self.login + ["--region", "eu-west-1"], environment: ["FARSIGN_STATE_DIR": "\(machine.home)/other"])
        #expect(other.status == 4)
        #expect(
            other.notices.contains("another history, which FARSIGN_STATE_DIR names, is forbidden by"),
            "\(other.notices)")
    }
}
