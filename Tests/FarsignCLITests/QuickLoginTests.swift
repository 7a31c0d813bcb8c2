import ArgumentParser
import TestSupport
import Testing

@testable import FarsignCLI

@Suite("farsign login without the parser")
struct QuickLoginTests {
    private static let flags = [
        "--remote", "--no-browser", "--browser", "--callback-tcp", "--copy", "--no-wait", "--replace", "--json",
        "--verbose",
    ]
    private static let options = [
        ("--profile", ["dev", "ünï 名前", "a=b"]), ("--region", ["us-east-1", "nowhere"]),
        ("--expect-account", ["123456789012"]), ("--expect-arn", ["arn:aws:iam::123456789012:user/A"]),
        ("--integration", ["native", "process", "other"]), ("--endpoint-url", ["http://127.0.0.1:1"]),
        ("--ca-bundle", ["/ca.pem"]), ("--callback", ["8976", "1"]), ("--timeout", ["1", "600", "9999"]),
    ]

    /// The name and value of every option.
    private func values(_ command: LoginCommand) -> [String] {
        let common = command.common
        return [
            "\(command.profile, default: "-")", "\(command.region, default: "-")", "\(command.remote)",
            "\(command.noBrowser)", "\(command.browser)", "\(command.callback, default: "-")",
            "\(command.callbackTCP)", "\(command.copy, default: "-")", "\(command.noWait)",
            "\(command.timeout, default: "-")",
            "\(command.expectAccount, default: "-")", "\(command.expectARN, default: "-")",
            "\(command.integration, default: "-")",
            "\(command.replace)", "\(command.json)", "\(common.endpointURL, default: "-")",
            "\(common.caBundle, default: "-")", "\(common.verbose)", "\(common.noVerifySSL)",
        ]
    }

    @Test func `plain command lines are read as the parser reads them`() throws {
        var random = SplitMix(7)
        for _ in 0..<200 {
            var parts = Self.flags.filter { _ in Bool.random(using: &random) }.map { [$0] }
            for (name, values) in Self.options where Bool.random(using: &random) {
                parts.append([name, try #require(values.randomElement(using: &random))])
            }
            if Bool.random(using: &random), !parts.contains(["--copy"]) { parts.append(["--no-copy"]) }
            let arguments = ["login"] + parts.shuffled(using: &random).flatMap(\.self)
            let quick = try #require(LoginCommand(quick: arguments), "\(arguments)")
            let parsed = try #require(try FarsignCommand.parseAsRoot(arguments) as? LoginCommand)
            #expect(values(quick) == values(parsed), "\(arguments)")
        }
    }

    @Test func `each option of the command is known`() {
        let command = Mirror(reflecting: LoginCommand()).children.count - 1
        let common = Mirror(reflecting: CommonOptions()).children.count
        #expect(values(LoginCommand(quick: ["login"]) ?? LoginCommand()).count == command + common)
        // All but the hidden one, about which the parser's command says why it is refused.
        #expect(Self.flags.count + Self.options.count == command + common - 1)
    }

    @Test(arguments: [
        ["sessions"], ["login", "--help"], ["login", "-h"], ["login", "--profile"], ["login", "--profile", "--json"],
        ["login", "--profile=dev"], ["login", "dev"], ["login", "--json", "--json"], ["login", "--copy", "--no-copy"],
        ["login", "--timeout", "x"],
        ["login", "--timeout", "-1"], ["login", "--callback", "x"], ["login", "--profil", "dev"], ["login", "--"],
        ["login", "--no-verify-ssl"], ["login", "--profile", ""], ["help", "login"], [],
    ])
    func `any other command line is for the parser`(_ arguments: [String]) {
        #expect(LoginCommand(quick: arguments) == nil)
    }
}
