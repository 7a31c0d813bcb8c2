import Session
import SessionTestSupport
import SignIn
import Testing
import Text

@Suite("Profile sources")
struct ProfileSourcesTests {
    private func sources(
        _ config: String = "", _ environment: [String: String] = [:], credentials: String = "",
        endpointURL: String? = nil, caBundle: String? = nil
    ) -> ProfileSources {
        ProfileSources(
            config: Sample.config(config),
            credentials: AWSConfigFile(Array(credentials.utf8), style: .credentials),
            variable: { environment[$0] }, endpointURL: endpointURL, caBundle: caBundle)
    }

    private func origin(_ sources: ProfileSources) throws -> String {
        try sources.endpoint(for: try NamedRegion("us-east-1"), profile: "dev").origin
    }

    @Test(arguments: [
        ("flag", ["AWS_PROFILE": "one", "AWS_DEFAULT_PROFILE": "two"], "flag"),
        (nil, ["AWS_PROFILE": "one", "AWS_DEFAULT_PROFILE": "two"], "one"),
        (nil, ["AWS_DEFAULT_PROFILE": "two"], "two"),
        (nil, ["AWS_PROFILE": "", "AWS_DEFAULT_PROFILE": "two"], "two"),
        (nil, [:], "default"),
    ])
    func `the profile is the flag's, the environment's, or default`(
        _ flag: String?, _ environment: [String: String], _ name: String
    ) {
        #expect(ProfileSources.profileName(flag: flag, variable: { environment[$0] }) == name)
    }

    @Test(arguments: [
        ("us-west-2", ["AWS_REGION": "eu-west-1", "AWS_DEFAULT_REGION": "eu-west-2"], "us-west-2"),
        (nil, ["AWS_REGION": "eu-west-1", "AWS_DEFAULT_REGION": "eu-west-2"], "eu-west-1"),
        (nil, ["AWS_DEFAULT_REGION": "eu-west-2"], "eu-west-2"),
        (nil, ["AWS_REGION": ""], "sa-east-1"),
        (nil, [:], "sa-east-1"),
    ])
    func `the region is the flag's, the environment's, or the profile's`(
        _ flag: String?, _ environment: [String: String], _ name: String
    ) throws {
        let sources = sources("[profile dev]\nregion = sa-east-1\n", environment)
        #expect(try sources.region(flag: flag, profile: "dev")?.name == name)
    }

    @Test func `no source of a region is no error, a bad one is`() throws {
        #expect(try sources().region(flag: nil, profile: "dev") == nil)
        #expect(throws: ConfigError.self) { try sources("", ["AWS_REGION": "moon"]).region(flag: nil, profile: "dev") }
    }

    @Test func `what the shared credentials file says of the profile comes before the config`() throws {
        let config = "[profile dev]\nregion = sa-east-1\nca_bundle = /config\nendpoint_url = https://config\n"
        let credentials = "[dev]\nregion = eu-west-1\nca_bundle = /credentials\nendpoint_url = https://credentials\n"
        let both = sources(config, credentials: credentials)
        #expect(try both.region(flag: nil, profile: "dev")?.name == "eu-west-1")
        #expect(both.certificateBundle(profile: "dev") == "/credentials")
        #expect(try origin(both) == "https://credentials")
        #expect(try sources(credentials: credentials).region(flag: nil, profile: "dev")?.name == "eu-west-1")
        #expect(
            try sources(config, credentials: "[b]\nregion = x").region(flag: nil, profile: "dev")?.name == "sa-east-1")
    }

    @Test(arguments: ["fips-us-east-1", "us-east-1-fips"])
    func `a pseudo region is the region with FIPS`(_ name: String) throws {
        let sources = sources("[profile dev]\nregion = \(name)\n", ["AWS_USE_FIPS_ENDPOINT": "false"])
        let named = try #require(try sources.region(flag: nil, profile: "dev"))
        #expect(named.region.name == "us-east-1")
        let endpoint = try sources.endpoint(for: named, profile: "dev")
        #expect(endpoint.origin == "https://signin-fips.us-east-1.amazonaws.com")
        #expect(throws: ConfigError.self) { try Region(name) }
        let conflict = try #require(throws: ConfigError.self) {
            try self.sources(endpointURL: "https://flag").endpoint(for: named, profile: "dev")
        }
        #expect(conflict.hint == "remove the endpoint URL, or use the region us-east-1")
    }

    private static let config = """
        [services mine]
        s3 =
          endpoint_url = https://s3
        signin =
          # ours
          endpoint_url = https://services
        [profile dev]
        services = mine
        endpoint_url = https://profile
        """

    /// Taking the sources away one by one, the next one comes to bear.
    @Test(
        arguments: [
            (
                "https://flag", ["AWS_ENDPOINT_URL_SIGNIN": "https://signin", "AWS_ENDPOINT_URL": "https://all"],
                config,
                "https://flag"
            ),
            (
                nil, ["AWS_ENDPOINT_URL_SIGNIN": "https://signin", "AWS_ENDPOINT_URL": "https://all"], config,
                "https://signin"
            ),
            (nil, ["AWS_ENDPOINT_URL": "https://all"], config, "https://all"),
            (nil, [:], config, "https://services"),
            (nil, [:], "[profile dev]\nendpoint_url = https://profile\nservices = none", "https://profile"),
            (nil, [:], "[profile other]\nendpoint_url = https://other", "https://us-east-1.signin.aws.amazon.com"),
        ] as [(String?, [String: String], String, String)])
    func `a custom endpoint comes from the first of five sources`(
        _ flag: String?, _ environment: [String: String], _ config: String, _ expected: String
    ) throws {
        #expect(try origin(sources(config, environment, endpointURL: flag)) == expected)
    }

    @Test(arguments: [("TRUE", nil), (nil, "true"), ("true", "false")] as [(String?, String?)])
    func `configured endpoints can be ignored, all but the flag`(_ variable: String?, _ key: String?) throws {
        var environment = ["AWS_ENDPOINT_URL": "https://all"]
        environment["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"] = variable
        let config = Self.config + (key.map { "\nignore_configured_endpoint_urls = \($0)\n" } ?? "")
        #expect(try origin(sources(config, environment)) == "https://us-east-1.signin.aws.amazon.com")
        #expect(try origin(sources(config, environment, endpointURL: "https://flag")) == "https://flag")
    }

    @Test func `the environment's switch outweighs the profile's`() throws {
        let config = "[profile dev]\nuse_fips_endpoint = true\nuse_dualstack_endpoint = True\n"
        #expect(try origin(sources(config)) == "https://signin-fips.us-east-1.api.aws")
        #expect(
            try origin(sources(config, ["AWS_USE_FIPS_ENDPOINT": "false"])) == "https://signin.us-east-1.api.aws")
        #expect(
            try origin(sources(config, ["AWS_USE_DUALSTACK_ENDPOINT": "false"]))
                == "https://signin-fips.us-east-1.amazonaws.com")
        #expect(
            try origin(sources("", ["AWS_USE_FIPS_ENDPOINT": "TRUE"])) == "https://signin-fips.us-east-1.amazonaws.com")
        #expect(
            try origin(sources("", ["AWS_USE_DUALSTACK_ENDPOINT": "true"])) == "https://signin.us-east-1.api.aws")
    }

    @Test(arguments: ["AWS_USE_FIPS_ENDPOINT", "AWS_USE_DUALSTACK_ENDPOINT"])
    func `a custom endpoint does not go with FIPS or dual-stack`(_ name: String) throws {
        let error = try #require(throws: ConfigError.self) {
            try origin(sources("", [name: "true"], endpointURL: "https://flag"))
        }
        #expect(error.code == .endpointConflict)
        #expect(error.hint?.contains(name) == true)
    }

    @Test func `the CA bundle is the flag's, the environment's, or the profile's`() {
        let config = "[profile dev]\nca_bundle = /profile.pem\n"
        let environment = ["AWS_CA_BUNDLE": "/environment.pem"]
        #expect(sources(config, environment, caBundle: "/flag.pem").certificateBundle(profile: "dev") == "/flag.pem")
        #expect(sources(config, environment).certificateBundle(profile: "dev") == "/environment.pem")
        #expect(sources(config).certificateBundle(profile: "dev") == "/profile.pem")
        #expect(sources(config).certificateBundle(profile: "other") == nil)
    }
}
