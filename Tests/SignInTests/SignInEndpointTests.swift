import SignIn
import Testing
import Text

@Suite("Sign-in endpoints")
struct SignInEndpointTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let region: String
        let standard: String
        let dualStack: String
        let fips: String
        let both: String
        var testDescription: String { region }

        init(_ region: String, _ standard: String, dualStack: String, fips: String, both: String) {
            self.region = region
            self.standard = standard
            self.dualStack = dualStack
            self.fips = fips
            self.both = both
        }
    }

    static let rows = [
        Row(
            "eu-central-1", "https://eu-central-1.signin.aws.amazon.com",
            dualStack: "https://signin.eu-central-1.api.aws", fips: "https://signin-fips.eu-central-1.amazonaws.com",
            both: "https://signin-fips.eu-central-1.api.aws"),
        Row(
            "cn-north-1", "https://cn-north-1.signin.amazonaws.cn",
            dualStack: "https://signin.cn-north-1.api.amazonwebservices.com.cn",
            fips: "https://signin-fips.cn-north-1.amazonaws.com.cn",
            both: "https://signin-fips.cn-north-1.api.amazonwebservices.com.cn"),
        Row(
            "us-gov-west-1", "https://us-gov-west-1.signin.amazonaws-us-gov.com",
            dualStack: "https://signin.us-gov-west-1.api.aws", fips: "https://signin-fips.amazonaws-us-gov.com",
            both: "https://signin-fips.us-gov-west-1.api.aws"),
        Row(
            "us-gov-east-1", "https://us-gov-east-1.signin.amazonaws-us-gov.com",
            dualStack: "https://signin.us-gov-east-1.api.aws",
            fips: "https://us-gov-east-1.signin-fips.amazonaws-us-gov.com",
            both: "https://signin-fips.us-gov-east-1.api.aws"),
        Row(
            "eusc-de-east-1", "https://eusc-de-east-1.signin.amazonaws-eusc.eu",
            dualStack: "https://signin.eusc-de-east-1.api.amazonwebservices.eu",
            fips: "https://signin-fips.eusc-de-east-1.amazonaws.eu",
            both: "https://signin-fips.eusc-de-east-1.api.amazonwebservices.eu"),
        Row(
            "us-iso-east-1", "https://us-iso-east-1.signin.c2shome.ic.gov",
            dualStack: "https://signin.us-iso-east-1.api.aws.ic.gov",
            fips: "https://signin-fips.us-iso-east-1.c2s.ic.gov",
            both: "https://signin-fips.us-iso-east-1.api.aws.ic.gov"),
        Row(
            "us-isob-east-1", "https://us-isob-east-1.signin.sc2shome.sgov.gov",
            dualStack: "https://signin.us-isob-east-1.api.aws.scloud",
            fips: "https://signin-fips.us-isob-east-1.sc2s.sgov.gov",
            both: "https://signin-fips.us-isob-east-1.api.aws.scloud"),
        Row(
            "eu-isoe-west-1", "https://eu-isoe-west-1.signin.csphome.adc-e.uk",
            dualStack: "https://signin.eu-isoe-west-1.api.cloud-aws.adc-e.uk",
            fips: "https://signin-fips.eu-isoe-west-1.cloud.adc-e.uk",
            both: "https://signin-fips.eu-isoe-west-1.api.cloud-aws.adc-e.uk"),
        Row(
            "us-isof-south-1", "https://us-isof-south-1.signin.csphome.hci.ic.gov",
            dualStack: "https://signin.us-isof-south-1.api.aws.hci.ic.gov",
            fips: "https://signin-fips.us-isof-south-1.csp.hci.ic.gov",
            both: "https://signin-fips.us-isof-south-1.api.aws.hci.ic.gov"),
        Row(
            "xx-unknown-9", "https://xx-unknown-9.signin.aws.amazon.com",
            dualStack: "https://signin.xx-unknown-9.api.aws", fips: "https://signin-fips.xx-unknown-9.amazonaws.com",
            both: "https://signin-fips.xx-unknown-9.api.aws"),
    ]

    @Test(arguments: rows)
    func `every partition has its hosts, with and without FIPS and dual-stack`(_ row: Row) throws {
        let region = try Region(row.region)
        #expect(SignInEndpoint(region: region).origin == row.standard)
        #expect(SignInEndpoint(region: region, dualStack: true).origin == row.dualStack)
        #expect(SignInEndpoint(region: region, fips: true).origin == row.fips)
        #expect(SignInEndpoint(region: region, fips: true, dualStack: true).origin == row.both)
    }

    /// Each is near the prefix beside it: one that was shorter, or looked for elsewhere than at the start, would take it.
    @Test(arguments: [
        ("cn-", "ca-central-1"), ("cn-", "cnx-north-1"), ("cn-", "ap-cn-1"), ("us-gov-", "us-east-1"),
        ("us-gov-", "us-go-1"), ("us-gov-", "us-govern-west-1"), ("us-gov-", "eu-us-gov-1"),
        ("eusc-de-", "eu-central-1"), ("eusc-de-", "eusc-fr-east-1"), ("eusc-de-", "eusc-dex-1"),
        ("us-iso-", "us-west-2"), ("us-iso-", "us-isoz-east-1"), ("us-iso-", "eu-iso-west-1"),
        ("us-isob-", "us-isobar-east-1"), ("us-isob-", "eu-isob-west-1"), ("eu-isoe-", "eu-west-1"),
        ("eu-isoe-", "eu-isoex-west-1"), ("eu-isoe-", "us-isoe-west-1"), ("us-isof-", "us-isoft-south-1"),
        ("us-isof-", "eu-isof-south-1"),
    ])
    func `a region that only looks like another partition's is of the aws partition`(
        _ prefix: String, _ name: String
    ) throws {
        #expect(
            SignInEndpoint(region: try Region(name)).authorizeURL
                == "https://\(name).signin.aws.amazon.com/v1/authorize")
    }

    @Test func `the three URLs of an endpoint share its host`() throws {
        let endpoint = try Fixtures.endpoint("us-east-1")
        #expect(endpoint.authorizeURL == "https://us-east-1.signin.aws.amazon.com/v1/authorize")
        #expect(endpoint.tokenURL == "https://us-east-1.signin.aws.amazon.com/v1/token")
        #expect(endpoint.confirmationURL == "https://us-east-1.signin.aws.amazon.com/v1/sessions/confirmation")
        #expect(endpoint.isDefault)
    }

    @Test func `tokens are revoked at a host of their own in the aws partition`() throws {
        #expect(
            try Fixtures.endpoint("eu-west-1").revokeURL()
                == "https://eu-west-1.oauth.signin.aws/v1/revoke?x-amz-client-auth-method=iam")
    }

    @Test(arguments: rows.filter { !["eu-central-1", "xx-unknown-9"].contains($0.region) })
    func `elsewhere tokens are revoked at the sign-in host`(_ row: Row) throws {
        #expect(
            try Fixtures.endpoint(row.region).revokeURL()
                == row.standard + "/v1/revoke?x-amz-client-auth-method=iam")
    }

    @Test(arguments: [false, true])
    func `FIPS has no host to revoke at`(_ dualStack: Bool) throws {
        let endpoint = SignInEndpoint(region: try Region("us-east-1"), fips: true, dualStack: dualStack)
        let error = #expect(throws: ConfigError.self) { try endpoint.revokeURL() }
        #expect(error?.code == .endpointConflict)
        #expect(throws: ConfigError.self) { try endpoint.introspectURL() }
    }

    @Test func `tokens are inspected where they are revoked`() throws {
        for region in ["us-east-1", "cn-north-1", "us-gov-west-1"] {
            let endpoint = SignInEndpoint(region: try Region(region))
            #expect(try endpoint.introspectURL() == endpoint.revokeURL().replacing("/revoke?", with: "/introspect?"))
        }
    }

    @Test(arguments: [
        ("us-east-1", "https://signin.us-east-1.api.aws"), ("us-gov-west-1", "https://signin.us-gov-west-1.api.aws"),
        ("cn-north-1", "https://signin.cn-north-1.api.amazonwebservices.com.cn"),
        ("eusc-de-east-1", "https://signin.eusc-de-east-1.api.amazonwebservices.eu"),
    ])
    func `the control plane has one host per region`(region: String, url: String) throws {
        for (fips, dualStack) in [(false, false), (false, true), (true, false), (true, true)] {
            let endpoint = SignInEndpoint(region: try Region(region), fips: fips, dualStack: dualStack)
            #expect(endpoint.controlPlaneURL == url)
        }
        #expect(
            try SignInEndpoint(region: Region(region), custom: "https://host/path/").controlPlaneURL
                == "https://host/path")
    }

    @Test func `a custom endpoint keeps its path for tokens, and drops it for the authorize URL`() throws {
        let endpoint = try SignInEndpoint(region: try Region("us-east-1"), custom: "https://Example.com:8443/a/b//")
        #expect(endpoint.authorizeURL == "https://example.com:8443/v1/authorize")
        #expect(endpoint.confirmationURL == "https://example.com:8443/v1/sessions/confirmation")
        #expect(endpoint.tokenURL == "https://example.com:8443/a/b/v1/token")
        #expect(try endpoint.revokeURL() == "https://example.com:8443/a/b/v1/revoke?x-amz-client-auth-method=iam")
        #expect(!endpoint.isDefault)
    }

    @Test(arguments: [(false, false), (false, true), (true, false), (true, true)])
    func `an endpoint moves to another region as the kind that it is`(_ fips: Bool, _ dualStack: Bool) throws {
        for (old, new) in [("eu-west-1", "us-west-2"), ("us-gov-west-1", "us-gov-east-1"), ("us-east-1", "cn-north-1")]
        {
            let endpoint = SignInEndpoint(region: try Region(old), fips: fips, dualStack: dualStack)
            let moved = SignInEndpoint(region: try Region(new), fips: fips, dualStack: dualStack)
            #expect(endpoint.moved(to: NamedRegion(try Region(new))) == moved)
            #expect(endpoint.moved(to: NamedRegion(try Region(old))) == endpoint)
            #expect(
                endpoint.moved(to: try NamedRegion("\(old)-fips"))
                    == SignInEndpoint(region: try Region(old), fips: true, dualStack: dualStack))
        }
    }

    @Test func `a custom endpoint stays where it is`() throws {
        let endpoint = try SignInEndpoint(region: try Region("us-east-1"), custom: "https://host/path")
        let moved = endpoint.moved(to: try NamedRegion("eu-west-1"))
        #expect(moved == (try SignInEndpoint(region: try Region("eu-west-1"), custom: "https://host/path")))
    }

    @Test(arguments: [
        "http://127.0.0.1:8899", "http://localhost:8899", "http://[::1]:8899", "http://127.3.2.1", "https://host",
    ])
    func `plain HTTP goes to loopback addresses`(_ url: String) throws {
        #expect(try SignInEndpoint(region: try Region("us-east-1"), custom: url).tokenURL == url + "/v1/token")
    }

    @Test(arguments: [
        "http://example.com", "http://127.0.0.1.example.com", "http://10.0.0.1", "http://127.1.1", "http://[::2]",
        "http://127.0.0.256", "http://localhost.example.com", "http://128.0.0.1", "http://127.0.0.1.",
        "http://0127.0.0.1",
    ])
    func `plain HTTP goes nowhere else`(_ url: String) throws {
        let region = try Region("us-east-1")
        let error = #expect(throws: ConfigError.self) { try SignInEndpoint(region: region, custom: url) }
        #expect(error?.code == .badEndpoint)
    }

    @Test(arguments: [
        "", "host", "ftp://host", "https://", "https:///path", "https://user@host", "https://user:pw@host",
        "https://host?", "https://host/p?q=1", "https://host/#f", "https://ho st", "https://host:0",
        "https://host:65536",
        "https://host:+80", "https://host:", "https://host:8x", "https://h_st", "https://[::1]x", "https://[::1",
        "https://ex..ample", "https://.example", "https://-x.example", "https://höst", "https://host\u{1B}[31m",
        "https://host\\@evil", "https://" + String(repeating: "a", count: 64), "https://host/\n",
    ])
    func `what is no endpoint URL is refused, and shown safely`(_ url: String) throws {
        let region = try Region("us-east-1")
        let error = try #require(throws: ConfigError.self) { try SignInEndpoint(region: region, custom: url) }
        #expect(error.code == .badEndpoint)
        #expect(error.summary == error.summary.shown)
    }

    @Test func `a stored endpoint comes back as it was`() throws {
        let region = try Region("us-gov-west-1")
        for endpoint in [
            SignInEndpoint(region: region), SignInEndpoint(region: region, fips: true),
            SignInEndpoint(region: region, dualStack: true),
            try SignInEndpoint(region: region, custom: "http://127.0.0.1:1/x"),
        ] {
            let stored = try SignInEndpoint(
                stored: endpoint.origin + endpoint.path, kind: endpoint.kind, region: region)
            #expect(stored == endpoint)
        }
    }
}
