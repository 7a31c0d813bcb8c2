import FarsignCore
import Foundation
import Session
import SessionTestSupport
import SignIn
import Testing
import Text

@Suite("the administrator's rules")
struct RulesTests {
    /// Rules of several files, named 1, 2 and so on.
    private static func rules(_ texts: String...) throws -> Configuration {
        try Configuration(
            system: texts.enumerated().map { number, text in
                ConfigurationFile(
                    path: "/etc/farsign/\(number + 1)", bytes: Array("[rules]\n\(text)\n".utf8), kind: .system)
            })
    }

    private static func value(_ key: ConfigurationKey, of configuration: Configuration) -> JSONValue? {
        configuration.rows.first { $0.key == key.rawValue }?.value
    }

    /// What two files say, and what holds then, as JSON.
    static let combined: [(key: ConfigurationKey, first: String, second: String, both: String)] = [
        (
            .allowedAccounts, #"["111111111111", "222222222222"]"#, #"["222222222222", "333333333333"]"#,
            #"["222222222222"]"#
        ),
        (.allowedRegions, #"["us-east-1", "eu-west-1"]"#, #"["eu-west-1"]"#, #"["eu-west-1"]"#),
        (.allowedPartitions, #"["aws"]"#, #"["aws-cn"]"#, "[]"),
        (.requireRelay, "true", "false", "true"), (.requireRelay, "false", "true", "true"),
        (.requireRelay, "false", "false", "false"), (.forbidPaste, "true", "false", "true"),
        (.callbackPorts, #"[8976, "9000-9010"]"#, #"["9005-9020", 8976]"#, #"[8976,"9005-9010"]"#),
        (.longestSession, #""12h""#, #""90m""#, #""90m""#), (.longestSession, #""90m""#, #""12h""#, #""90m""#),
        (.requireShipping, #""s3://a""#, #""s3://b""#, #"["s3://a","s3://b"]"#),
        (.longestUnshipped, #""1d""#, #""25h""#, #""1d""#),
    ]

    @Test(arguments: combined)
    func `a later file makes a rule stricter and never looser`(
        _ row: (key: ConfigurationKey, first: String, second: String, both: String)
    ) throws {
        let rules = try Self.rules("\(row.key.name) = \(row.first)", "\(row.key.name) = \(row.second)")
        #expect(Self.value(row.key, of: rules)?.canonical == row.both)
    }

    @Test func `each rule is in the table above`() {
        let rules = ConfigurationKey.allCases.filter { $0.section == ConfigurationKey.rulesSection }
        #expect(Set(Self.combined.map(\.key)) == Set(rules))
    }

    @Test func `without rules everything is allowed`() throws {
        let rules = try Configuration(system: []).rules
        try rules.check(try Region("us-east-1"))
        try rules.check(try Sample.arn())
        try rules.check(callbackPort: 8976)
        try rules.checkAge(of: try Sample.arn(), signedInAt: nil, now: Sample.time, profile: nil)
        #expect(SignInMethod.allCases.allSatisfy(rules.allows))
    }

    @Test func `the error names the rule and the file that forbids`() throws {
        let rules = try Self.rules(
            #"allowed-regions = ["us-east-1", "eu-west-1"]"#, #"allowed-regions = ["eu-west-1"]"#
        ).rules
        try rules.check(try Region("eu-west-1"))
        for (region, file) in [("us-east-1", 2), ("us-west-2", 1)] {
            let error = #expect(throws: LoginError.self) { try rules.check(try Region(region)) }
            #expect(error?.code == .forbiddenByRule)
            #expect(error?.summary == "the region \(region) is forbidden by allowed-regions in /etc/farsign/\(file):2")
        }
    }

    @Test func `an identity must be in an allowed account and partition`() throws {
        let accounts = try Self.rules(#"allowed-accounts = ["210987654321"]"#).rules
        #expect(throws: LoginError.self) { try accounts.check(try Sample.arn()) }
        #expect(throws: LoginError.self) { try accounts.check(account: "123456789012") }
        try accounts.check(account: "210987654321")
        let partitions = try Self.rules(#"allowed-partitions = ["aws-cn"]"#).rules
        #expect(throws: LoginError.self) { try partitions.check(try Sample.arn()) }
        #expect(throws: LoginError.self) { try partitions.check(try Region("us-east-1")) }
        try partitions.check(try Region("cn-north-1"))
    }

    static let methods: [(rule: String, allowed: [SignInMethod])] = [
        ("forbid-paste = true", [.relay, .callback]), ("require-relay = true", [.relay]),
        ("forbid-paste = true\nrequire-relay = true", [.relay]), ("forbid-paste = false", [.paste, .relay, .callback]),
    ]

    @Test(arguments: methods)
    func `a rule leaves some ways to sign in`(_ row: (rule: String, allowed: [SignInMethod])) throws {
        let rules = try Self.rules(row.rule).rules
        #expect(SignInMethod.allCases.filter(rules.allows) == row.allowed)
    }

    @Test(arguments: [(8976, true), (8977, false), (9_000, true), (9_010, true), (9_011, false)])
    func `a callback needs an allowed port`(_ port: Int, _ isAllowed: Bool) throws {
        let rules = try Self.rules(#"callback-ports = [8976, "9000-9010"]"#).rules
        let passes = (try? rules.check(callbackPort: port)) != nil
        #expect(passes == isAllowed)
    }

    static let ages: [(signedIn: TimeInterval?, isAllowed: Bool)] = [
        (0, true), (3_599, true), (3_600, false), (1e6, false), (nil, false), (-60, true),
    ]

    @Test(arguments: ages)
    func `a session is too old once its sign-in is as old as the rule says, or unknown`(
        _ row: (signedIn: TimeInterval?, isAllowed: Bool)
    ) throws {
        let rules = try Self.rules(#"longest-session = "1h""#).rules
        let error = Result { () throws(SessionError) in
            try rules.checkAge(
                of: Self.alice, signedInAt: row.signedIn.map { Sample.time - $0 }, now: Sample.time, profile: "dev")
        }
        guard case .failure(let error) = error else { return #expect(row.isAllowed) }
        #expect(!row.isAllowed)
        #expect(error.code == .tooOld)
        #expect(error.summary.hasSuffix("forbidden by longest-session in /etc/farsign/1:2"), "\(error.summary)")
        #expect(error.hint == "run 'farsign login --profile dev'")
    }

    private static let alice: SessionARN = {
        guard let arn = SessionARN("arn:aws:iam::123456789012:user/Alice") else { preconditionFailure("no ARN") }
        return arn
    }()
}
