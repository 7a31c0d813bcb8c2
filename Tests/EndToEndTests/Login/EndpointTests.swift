import SignInSandbox
import Testing

/// The hosts of every partition, over TLS, as a proxy sees them.
@Suite("endpoints and TLS", .bothPrograms)
struct EndpointTests {
    struct Place: Sendable, CustomTestStringConvertible {
        let region: String
        var variables: [String: String] = [:]
        let host: String
        /// Where the tokens are revoked; `nil` where they cannot be.
        let revoke: String?

        var testDescription: String { host }
    }

    static let fips = ["AWS_USE_FIPS_ENDPOINT": "true"]
    static let dualStack = ["AWS_USE_DUALSTACK_ENDPOINT": "true"]
    static let both = fips.merging(dualStack) { $1 }

    static let places: [Place] = [
        standard("ap-northeast-1", "signin.aws.amazon.com", revoke: "ap-northeast-1.oauth.signin.aws"),
        standard("mx-central-1", "signin.aws.amazon.com", revoke: "mx-central-1.oauth.signin.aws"),
        standard("xx-new-1", "signin.aws.amazon.com", revoke: "xx-new-1.oauth.signin.aws"),
        standard("cn-north-1", "signin.amazonaws.cn"),
        standard("us-gov-east-1", "signin.amazonaws-us-gov.com"),
        standard("eusc-de-east-1", "signin.amazonaws-eusc.eu"),
        standard("us-iso-east-1", "signin.c2shome.ic.gov"),
        standard("us-isob-east-1", "signin.sc2shome.sgov.gov"),
        standard("eu-isoe-west-1", "signin.csphome.adc-e.uk"),
        standard("us-isof-south-1", "signin.csphome.hci.ic.gov"),
        Place(region: "eu-west-1", variables: fips, host: "signin-fips.eu-west-1.amazonaws.com", revoke: nil),
        Place(region: "cn-north-1", variables: fips, host: "signin-fips.cn-north-1.amazonaws.com.cn", revoke: nil),
        Place(region: "us-gov-west-1", variables: fips, host: "signin-fips.amazonaws-us-gov.com", revoke: nil),
        Place(
            region: "us-gov-east-1", variables: fips, host: "us-gov-east-1.signin-fips.amazonaws-us-gov.com",
            revoke: nil),
        Place(
            region: "eu-west-1", variables: dualStack, host: "signin.eu-west-1.api.aws",
            revoke: "eu-west-1.oauth.signin.aws"),
        Place(
            region: "cn-north-1", variables: dualStack, host: "signin.cn-north-1.api.amazonwebservices.com.cn",
            revoke: "signin.cn-north-1.api.amazonwebservices.com.cn"),
        Place(region: "eu-west-1", variables: both, host: "signin-fips.eu-west-1.api.aws", revoke: nil),
        Place(region: "us-gov-west-1", variables: both, host: "signin-fips.us-gov-west-1.api.aws", revoke: nil),
    ]

    private static func standard(_ region: String, _ suffix: String, revoke: String? = nil) -> Place {
        Place(region: region, host: "\(region).\(suffix)", revoke: revoke ?? "\(region).\(suffix)")
    }

    @Test(arguments: places)
    func `endpoints are those of the region's partition, from the URL to the revocation`(_ place: Place) async throws {
        let machine = try await Machine()
        let front = try await TLSFront(machine, for: [place.host] + (place.revoke.map { [$0] } ?? []))
        let environment = front.environment(place.variables.merging(["AWS_CA_BUNDLE": front.authority]) { $1 })

        let offered = try await machine.offer(region: place.region, environment: environment)
        let submitted = try await machine.farsign(
            ["submit"], input: machine.sandbox.signIn(at: offered.url), environment: environment)
        // The session keeps its endpoint, whatever the environment says now.
        try machine.expire()
        let vended = try await machine.farsign(
            ["credentials", "--profile", "dev"], environment: front.environment(["AWS_CA_BUNDLE": front.authority]))
        let loggedOut = try await machine.farsign(
            ["logout", "--profile", "dev", "--revoke"], environment: environment)

        #expect(offered.url.hasPrefix("https://\(place.host)/v1/authorize?"))
        #expect(submitted.status == 0, "\(submitted.notices)")
        #expect(vended.status == 0, "\(vended.notices)")
        #expect(machine.count(.refresh) == 1)
        // After the exchange AWS is asked for the session's ARN, where tokens are revoked too.
        let oauth = place.revoke.map { [$0] } ?? []
        let hosts = [place.host] + oauth + [place.host] + oauth
        #expect(try front.hosts == hosts.map { "\($0):443" })
        #expect((loggedOut.status == 0) == (place.revoke != nil), "\(loggedOut.notices)")
        #expect(machine.count(.revoke) == (place.revoke == nil ? 0 : 1))
        if place.revoke == nil { #expect(loggedOut.notices.contains("AWS has no FIPS endpoint for revoking tokens")) }
    }

    static let host = "eu-west-1.signin.aws.amazon.com"

    @Test(arguments: [("eu-west-1", [:], "signin.eu-west-1.api.aws"), ("eu-west-1", fips, "signin.eu-west-1.api.aws")])
    func `endpoints of the control plane are the same with FIPS`(
        _ region: String, _ variables: [String: String], _ host: String
    ) async throws {
        let machine = try await Machine()
        let signIn = variables.isEmpty ? Self.host : "signin-fips.eu-west-1.amazonaws.com"
        let front = try await TLSFront(machine, for: [signIn, host])
        let environment = front.environment(variables.merging(["AWS_CA_BUNDLE": front.authority]) { $1 })
        try await machine.signIn(profile: "dev", region: region, environment: environment)

        let listed = try await machine.farsign(["sessions", "--aws", "--profile", "dev"], environment: environment)

        #expect(listed.status == 0, "\(listed.notices)")
        #expect(machine.count(.listSessions) == 1)
        #expect(try front.hosts.count { $0 == "\(host):443" } == 2)
    }

    @Test(arguments: ["variable", "profile", "flag"])
    func `endpoints take an authority from`(_ source: String) async throws {
        let machine = try await Machine()
        let front = try await TLSFront(machine, for: [Self.host])
        let environment = front.environment(source == "variable" ? ["AWS_CA_BUNDLE": front.authority] : [:])
        if source == "profile" {
            try machine.write("[profile dev]\nca_bundle = \(front.authority)\n", to: machine.configPath)
        }

        // Where it was given from does not matter later.
        try machine.write(try machine.text(of: front.authority), to: "\(machine.home)/authority.pem")
        let offered = try await machine.offer(
            region: "eu-west-1", options: source == "flag" ? ["--ca-bundle", "authority.pem"] : [],
            environment: environment)
        let submitted = try await machine.farsign(
            ["submit"], input: machine.sandbox.signIn(at: offered.url), environment: environment)
        try machine.expire()
        let vended = try await machine.run(
            "/usr/bin/env", ["--chdir=/"] + CredentialProgram.line(["credentials", "--profile", "dev"]),
            environment: environment)

        #expect(submitted.status == 0, "\(submitted.notices)")
        #expect(vended.status == 0, "\(vended.notices)")
    }

    @Test func `endpoints without an authority are refused, and the code stays with us`() async throws {
        let machine = try await Machine()
        let front = try await TLSFront(machine, for: [Self.host])
        let offered = try await machine.offer(region: "eu-west-1", environment: front.environment())
        let reply = try machine.sandbox.signIn(at: offered.url)

        let refused = try await machine.farsign(["submit"], input: reply, environment: front.environment())
        let submitted = try await machine.farsign(
            ["submit"], input: reply, environment: front.environment(["AWS_CA_BUNDLE": front.authority]))

        #expect(refused.status == 6)
        #expect(refused.notices.contains("the certificate of \(Self.host) is refused: "), "\(refused.notices)")
        #expect(refused.notices.contains("farsign: hint: "))
        #expect(refused.notices.contains("the code was not sent"))
        #expect(submitted.status == 0, "\(submitted.notices)")
        #expect(machine.count(.redeem) == 1)
    }

    @Test func `endpoints with another host's certificate are refused`() async throws {
        let machine = try await Machine()
        let front = try await TLSFront(machine, for: ["us-west-2.signin.aws.amazon.com"])
        let environment = front.environment(["AWS_CA_BUNDLE": front.authority])
        let offered = try await machine.offer(region: "eu-west-1", environment: environment)

        let refused = try await machine.farsign(
            ["submit"], input: machine.sandbox.signIn(at: offered.url), environment: environment)

        #expect(refused.status == 6)
        #expect(refused.notices.contains("the certificate of \(Self.host) is refused: "), "\(refused.notices)")
        #expect(machine.count(.redeem) == 0)
    }

    @Test(arguments: [fips, dualStack])
    func `endpoints of one's own do not go with FIPS or dual-stack`(_ variables: [String: String]) async throws {
        let machine = try await Machine()

        let refused = try await machine.farsign(
            ["login", "--profile", "dev", "--region", "eu-west-1", "--no-wait"], environment: variables)

        #expect(refused.status == 64)
        #expect(refused.answer == "")
        #expect(refused.notices.hasPrefix("farsign: error: "))
    }
}
