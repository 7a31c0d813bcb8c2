import FarsignCore
import Session
import Testing
import Text

@Suite("the configuration")
struct ConfigurationTests {
    private static func system(_ text: String, _ name: String = "config.toml") -> ConfigurationFile {
        ConfigurationFile(path: "/etc/farsign/\(name)", bytes: Array(text.utf8), kind: .system)
    }

    private static func user(_ text: String) -> ConfigurationFile {
        ConfigurationFile(path: "/home/alice/config.toml", bytes: Array(text.utf8), kind: .user)
    }

    private static func row(_ key: String, of configuration: Configuration) throws -> Configuration.Row {
        try #require(configuration.rows.first { $0.key == key })
    }

    /// Values are the same in TOML and in JSON.
    struct Default: Sendable, CustomTestStringConvertible {
        let key: String
        let builtIn: String
        /// In the administrator's file, in a part of his, and in the user's file.
        let written: [String]
        let variable: (name: String, text: String, value: String)
        var testDescription: String { key }
    }

    static let defaults = [
        Default(
            key: "login.region", builtIn: "null", written: [#""us-east-1""#, #""eu-west-1""#, #""us-west-2""#],
            variable: ("AWS_REGION", "eu-north-1", #""eu-north-1""#)),
        Default(
            key: "login.integration", builtIn: #""process""#, written: [#""native""#, #""process""#, #""native""#],
            variable: ("FARSIGN_INTEGRATION", "process", #""process""#)),
        Default(
            key: "login.timeout", builtIn: "600", written: ["300", "200", "100"],
            variable: ("FARSIGN_TIMEOUT", "50", "50")),
        Default(
            key: "login.copy", builtIn: "false", written: ["true", "false", "true"],
            variable: ("FARSIGN_COPY", "false", "false")),
        Default(
            key: "login.expect-account", builtIn: "null",
            written: [#""111111111111""#, #""222222222222""#, #""333333333333""#],
            variable: ("FARSIGN_EXPECT_ACCOUNT", "444444444444", #""444444444444""#)),
        Default(
            key: "audit.fold", builtIn: "false", written: ["true", "false", "true"],
            variable: ("FARSIGN_AUDIT_FOLD", "false", "false")),
        Default(
            key: "audit.ship-to", builtIn: "null", written: [#""s3://a/b""#, #""/var/c""#, #""s3://d""#],
            variable: ("FARSIGN_SHIP_TO", "folder", #""folder""#)),
    ]

    @Test(arguments: defaults)
    func `a default comes from the last of the administrator's files, the user's file and the variable`(
        _ known: Default
    ) throws {
        let parts = known.key.split(separator: ".")
        let texts = known.written.map { "# \(known.key)\n[\(parts[0])]\n\(parts[1]) = \($0)\n" }
        let files = [Self.system(texts[0]), Self.system(texts[1], "config.d/10.toml")]

        let steps: [(configuration: Configuration, value: String, origin: ConfigurationOrigin?)] = [
            (try Configuration(system: []), known.builtIn, nil),
            (
                try Configuration(system: [files[0]]), known.written[0],
                .file(path: "/etc/farsign/config.toml", line: 3)
            ),
            (
                try Configuration(system: files), known.written[1],
                .file(path: "/etc/farsign/config.d/10.toml", line: 3)
            ),
            (
                try Configuration(system: files, user: Self.user(texts[2])), known.written[2],
                .file(path: "/home/alice/config.toml", line: 3)
            ),
        ]
        for step in steps {
            let row = try Self.row(known.key, of: step.configuration)
            #expect(row.value.canonical == step.value)
            #expect(row.origins == (step.origin.map { [$0] } ?? []))
        }
        var last = steps[3].configuration
        try last.add { $0 == known.variable.name ? known.variable.text : nil }
        let row = try Self.row(known.key, of: last)
        #expect(row.value.canonical == known.variable.value)
        #expect(row.origins == [.variable(known.variable.name)])
    }

    @Test func `each default has a row in the table above, and each key a name`() {
        let rules = ConfigurationKey.allCases.filter { $0.section == ConfigurationKey.rulesSection }
        #expect(Self.defaults.map(\.key) == ConfigurationKey.allCases.filter { !rules.contains($0) }.map(\.rawValue))
        #expect(rules.allSatisfy { $0.variables.isEmpty })
    }

    @Test func `a profile's account takes precedence over the account for all, and the variable over both`() throws {
        let file = Self.system("[login]\nexpect-account = \"111111111111\"\n[accounts]\n\"a.b\" = \"222222222222\"\n")
        var configuration = try Configuration(system: [file])
        #expect(configuration.expectedAccount(of: "a.b") == "222222222222")
        #expect(configuration.expectedAccount(of: "other") == "111111111111")
        #expect(try Self.row("accounts.a.b", of: configuration).value.text == "222222222222")

        try configuration.add { $0 == "FARSIGN_EXPECT_ACCOUNT" ? "333333333333" : nil }
        #expect(configuration.expectedAccount(of: "a.b") == "333333333333")
    }

    static let wrong: [(text: String, error: String, hint: String?)] = [
        ("[login]\n\nregoin = \"us-east-1\"", "3: 'regoin' is not a key of [login]", "did you mean region?"),
        ("[logn]", "1: [logn] is not a section", "did you mean login?"),
        ("[other]", "1: [other] is not a section", "the sections are login, accounts, audit, rules"),
        ("[login]\nfold = true", "2: 'fold' is not a key of [login]", "it is a key of [audit]"),
        ("timeout = 5", "1: 'timeout' is above the first section", "move it below [login]"),
        ("[login]\ntimeout = 601", "2: login.timeout takes 1 to 600 seconds, not 601", nil),
        ("[login]\ntimeout = \"5\"", "2: login.timeout takes 1 to 600 seconds, not '5'", nil),
        ("[login]\ncopy = \"yes\"", "2: login.copy takes true or false, not 'yes'", nil),
        (
            "[login]\nintegration = \"nativ\"", "2: login.integration takes process or native, not 'nativ'",
            "did you mean native?"
        ),
        ("[login]\nregion = \"us-est-1\"x", "2: there is more than one value or section in it", nil),
        (
            "[login]\nregion = \"us\"", "2: login.region takes a region: 'us' is not a region",
            "a region looks like us-east-1"
        ),
        (
            "[accounts]\ndev = 123456789012", "2: accounts.dev takes an account id in quotation marks, not a number",
            "write it as \"123456789012\""
        ),
        ("[accounts]\ndev = \"12\"", "2: accounts.dev takes an account id, which has 12 digits, not '12'", nil),
        (
            "[audit]\nship-to = \"here\"",
            "2: audit.ship-to takes s3://BUCKET/PREFIX or the absolute path of a folder, not 'here'", nil
        ),
        (
            "[audit]\nship-to = \"/var//x/\"",
            "2: audit.ship-to takes a place as 'farsign audit ship' names it", "write it as \"/var/x\""
        ),
        (
            "[audit]\nship-to = \"/var/./a/../x\"",
            "2: audit.ship-to takes a place as 'farsign audit ship' names it", "write it as \"/var/x\""
        ),
        (
            "[audit]\nship-to = \"s3://acme//x/\"",
            "2: audit.ship-to takes a place as 'farsign audit ship' names it", "write it as \"s3://acme/x\""
        ),
        (
            "[audit]\nship-to = \"s3://acme/ at https://s\"",
            "2: audit.ship-to takes a place as 'farsign audit ship' names it", "write it as \"s3://acme at https://s\""
        ),
        (
            "[rules]\nallowed-accounts = \"123456789012\"",
            "2: rules.allowed-accounts takes a list in brackets, not '123456789012'", nil
        ),
        (
            "[rules]\nallowed-partitions = [\"aws-us\"]",
            "2: rules.allowed-partitions takes aws or aws-cn or aws-us-gov or aws-eusc or aws-iso or aws-iso-b or aws-iso-e "
                + "or aws-iso-f, not 'aws-us'", "did you mean aws-cn or aws-eusc or aws-iso?"
        ),
        (
            "[rules]\ncallback-ports = [80]", "2: rules.callback-ports takes ports from 1024 to 65535",
            "write them as 8976, or as \"9000-9010\""
        ),
        (
            "[rules]\ncallback-ports = [\"9010-9000\"]", "2: rules.callback-ports takes ports from 1024 to 65535",
            "write them as 8976, or as \"9000-9010\""
        ),
        (
            "[rules]\nlongest-session = \"12\"", "2: rules.longest-session takes a time, not '12'",
            "write it as \"90m\", \"12h\" or \"7d\""
        ),
        (
            "[rules]\nrequire-shipping = true", "2: rules.require-shipping takes a text in quotation marks, not true",
            nil
        ),
        ("[login]\n\"\u{1B}[2J\" = 1", "2: a text has no end, or contains a control character", nil),
    ]

    @Test(arguments: wrong)
    func `an error names file, line and key`(_ row: (text: String, error: String, hint: String?)) {
        let error = #expect(throws: StateError.self) { try Configuration(system: [Self.system(row.text)]) }
        #expect(error?.code == .badConfiguration)
        #expect(error?.summary == "/etc/farsign/config.toml:\(row.error)")
        #expect(error?.hint == row.hint)
    }

    @Test func `a user's file has no rules`() {
        let error = #expect(throws: StateError.self) {
            try Configuration(system: [], user: Self.user("[login]\n[rules]\n"))
        }
        #expect(error?.summary == "/home/alice/config.toml:2: [rules] is not a section of a user's file")
    }

    static let variables = [
        ("FARSIGN_TIMEOUT", "x", "FARSIGN_TIMEOUT takes 1 to 600 seconds, not 'x'"),
        ("FARSIGN_TIMEOUT", "0", "FARSIGN_TIMEOUT takes 1 to 600 seconds, not 0"),
        ("FARSIGN_COPY", "1", "FARSIGN_COPY takes true or false, not '1'"),
        ("FARSIGN_INTEGRATION", "x", "FARSIGN_INTEGRATION takes process or native, not 'x'"),
        ("FARSIGN_EXPECT_ACCOUNT", "x", "FARSIGN_EXPECT_ACCOUNT takes an account id, which has 12 digits, not 'x'"),
    ]

    @Test(arguments: variables)
    func `a variable that cannot be used is an error that names it`(_ name: String, _ text: String, _ summary: String)
        throws
    {
        var configuration = try Configuration(system: [])
        let error = #expect(throws: UsageError.self) { try configuration.add { $0 == name ? text : nil } }
        #expect(error?.summary == summary)
    }

    @Test func `an empty variable counts as not set`() throws {
        var configuration = try Configuration(system: [])
        try configuration.add { _ in "" }
        #expect(configuration.rows.allSatisfy { $0.origins.isEmpty })
    }
}
