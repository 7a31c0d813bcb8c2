import SignIn
import Testing
import Text

@Suite("What a relay opens")
struct SignInURLTests {
    private let redirect: CallbackAddress

    init() throws {
        redirect = try #require(CallbackAddress(port: 40_000))
    }

    private static let state = "0f8fad5b-d9cb-469f-a165-70867728950e"
    private static let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    private static let site = "https://eu-central-1.signin.aws.amazon.com"
    private static let client = "client_id=arn%3Aaws%3Asignin%3A%3A%3Adevtools%2Fsame-device"
    private static let query =
        "response_type=code&\(client)&state=\(state)&code_challenge_method=SHA-256&scope=openid"
        + "&redirect_uri=http%3A%2F%2F127.0.0.1%3A40000%2Foauth%2Fcallback&code_challenge=\(challenge)"
    private static let good = "\(site)/v1/authorize?\(query)"

    private func refusal(of url: String, allowsSandbox: Bool = false) -> SignInURLError.Code? {
        do throws(SignInURLError) {
            _ = try SignInURL(url, redirect: redirect, allowsSandbox: allowsSandbox)
            return nil
        } catch {
            return error.code
        }
    }

    @Test func `a sign-in page is taken as it is, with its state`() throws {
        let url = try SignInURL(Self.good, redirect: redirect, allowsSandbox: false)
        #expect(url.text == Self.good)
        #expect(url.state == Self.state)
    }

    @Test(arguments: [
        "us-east-1.signin.aws.amazon.com", "cn-north-1.signin.amazonaws.cn",
        "us-gov-west-1.signin.amazonaws-us-gov.com", "eusc-de-east-1.signin.amazonaws-eusc.eu",
        "us-iso-east-1.signin.c2shome.ic.gov", "us-isob-east-1.signin.sc2shome.sgov.gov",
        "eu-isoe-west-1.signin.csphome.adc-e.uk", "us-isof-south-1.signin.csphome.hci.ic.gov",
        "signin.us-east-1.api.aws", "signin.cn-north-1.api.amazonwebservices.com.cn",
        "signin.eusc-de-east-1.api.amazonwebservices.eu", "signin-fips.us-east-1.amazonaws.com",
        "signin-fips.amazonaws-us-gov.com", "us-gov-east-1.signin-fips.amazonaws-us-gov.com",
        "signin-fips.us-east-1.api.aws",
    ])
    func `the hosts of every partition are taken`(_ host: String) {
        #expect(refusal(of: "https://\(host)/v1/authorize?\(Self.query)") == nil)
    }

    @Test func `parameters may come in any order`() {
        let turned = Self.query.split(separator: "&").reversed().joined(separator: "&")
        #expect(refusal(of: "\(Self.site)/v1/authorize?\(turned)") == nil)
    }

    @Test(arguments: [
        "https://example.com", "https://signin.aws.amazon.com", "https://aws.amazon.com",
        // Names that only look like it.
        "https://eu-central-1.signin.aws.amazon.com.example.com", "https://eu-central-1.signin.aws.amazon.com-x.net",
        "https://eu-central-1-signin.aws.amazon.com", "https://eu-central-1.signin.aws.amazon.co",
        "https://eu-central-1.signin.aws.arnazon.com", "https://x.eu-central-1.signin.aws.amazon.com",
        "https://evil.signin.aws.amazon.com", "https://cn-north-1.signin.aws.amazon.com",
        "https://us-east-1.signin.amazonaws.cn", "https://signin-fips.us-gov-west-1.amazonaws.com",
        "https://signin.eu-central-1.api.amazonwebservices.eu",
        // The right host, and another port.
        "https://eu-central-1.signin.aws.amazon.com:8443", "https://eu-central-1.signin.aws.amazon.com:443",
        "https://127.0.0.1", "https://localhost:40000", "https://[::1]",
    ])
    func `another site is refused`(_ site: String) {
        #expect(refusal(of: "\(site)/v1/authorize?\(Self.query)") == .otherSite)
        #expect(refusal(of: "\(site)/v1/authorize?\(Self.query)", allowsSandbox: true) == .otherSite)
    }

    @Test(arguments: [
        "", "file:///etc/passwd", "javascript:alert(1)", "javascript://eu-central-1.signin.aws.amazon.com/%0aalert(1)",
        "data:text/html,<script>alert(1)</script>", "vbscript:x", "ms-settings:", "about:blank", "//example.com/",
        "-new-window", "--profile=x", "view-source:\(good)", "intent://x#Intent;end", "ftp://example.com/",
        "https:\(query)", "https:///v1/authorize?\(query)",
        // Another host behind a name and password, or behind a sign that browsers read as a slash.
        "https://eu-central-1.signin.aws.amazon.com@example.com/v1/authorize?\(query)",
        "https://user:pw@eu-central-1.signin.aws.amazon.com/v1/authorize?\(query)",
        #"https://example.com\@eu-central-1.signin.aws.amazon.com/v1/authorize?"# + query,
        "https://eu-central-1.signin.aws.amazon.com%2f.example.com/v1/authorize?\(query)",
        "https://eu-central-1。signin.aws.amazon.com/v1/authorize?\(query)",
        "https://eu-central-1.signin.aws.amazоn.com/v1/authorize?\(query)",
        "https://eu-central-1.signin.aws.amazon.com./v1/authorize?\(query)",
        // Characters that browsers drop, and that a terminal or a shell obeys.
        "\(good)\n", "\(good)\r\nX: y", " \(good)", "\(good) --remote-debugging-port=1", "java\tscript:alert(1)",
        "https://eu-central-1.signin.aws.amazon.com/v1/\u{0}authorize?\(query)", "\u{1B}]8;;\(good)", "\u{202E}\(good)",
        "\(good)#x", "\(good)&x=" + String(repeating: "a", count: 2_048),
    ])
    func `what is no web address of a usual shape is refused`(_ text: String) {
        #expect(refusal(of: text) == .notAURL)
        #expect(refusal(of: text, allowsSandbox: true) == .notAURL)
    }

    @Test(arguments: [
        "\(site)/v1/authorize", "\(site)/?\(query)", "\(site)/v1/authorize/?\(query)", "\(site)//v1/authorize?\(query)",
        "\(site)/v1/../v1/authorize?\(query)", "\(site)/v1/%61uthorize?\(query)", "\(site)/v1/token?\(query)",
        "\(site)?\(query)", "\(site)/oauth?redirect=/v1/authorize?\(query)", "\(site)/V1/authorize?\(query)",
        // Capitals that browsers make small: the text would be another than the one that was looked at.
        "HTTPS://eu-central-1.signin.aws.amazon.com/v1/authorize?\(query)",
        "https://EU-CENTRAL-1.signin.aws.amazon.com/v1/authorize?\(query)",
    ])
    func `another page of the site is refused`(_ url: String) {
        #expect(refusal(of: url) == .otherPage)
    }

    @Test(arguments: [
        ("response_type=code", "response_type=token"), ("response_type=code", "response_type=Code"),
        ("same-device", "cross-device"), ("SHA-256", "S256"), ("SHA-256", "plain"),
        ("scope=openid", "scope=openid%20admin"), ("scope=openid", "scope="),
    ])
    func `another flow is refused`(_ part: String, _ other: String) {
        #expect(refusal(of: Self.good.replacing(part, with: other)) == .otherFlow)
    }

    @Test(arguments: [
        "http%3A%2F%2F127.0.0.1%3A40001%2Foauth%2Fcallback", "http%3A%2F%2Flocalhost%3A40000%2Foauth%2Fcallback",
        "https%3A%2F%2F127.0.0.1%3A40000%2Foauth%2Fcallback", "http%3A%2F%2F127.0.0.1%3A40000%2Foauth%2Fcallback2",
        "http%3A%2F%2F127.0.0.1%3A40000%2Foauth%2Fcallback%3Fx%3D1", "http%3A%2F%2F127.0.0.1%3A40000%2F",
        "https%3A%2F%2Fexample.com%2F", "http%253A%252F%252F127.0.0.1%253A40000%252Foauth%252Fcallback", "",
        "http%3A%2F%2F127.0.0.1%3A40000%40example.com%2Foauth%2Fcallback",
    ])
    func `another redirect is refused`(_ redirectURI: String) {
        let url = Self.good.replacing("http%3A%2F%2F127.0.0.1%3A40000%2Foauth%2Fcallback", with: redirectURI)
        #expect(refusal(of: url) == .otherRedirect)
    }

    @Test(arguments: [
        "\(good)&x=1", "\(good)&", "\(good)&state=\(state)", "\(good)&redirect_uri=https%3A%2F%2Fexample.com",
        "\(good)&scope=openid", "\(good)&login_hint=me", "\(good)&prompt", "\(good)&STATE=1", "\(good)&stat%65=1",
        "\(good);state=1", "\(good)?state=1", good.replacing("&scope=openid", with: ""),
        good.replacing("&state=\(state)", with: ""), good.replacing(state, with: ""), good.replacing(state, with: "1"),
        good.replacing(state, with: state.uppercased()), good.replacing(state, with: state + "0"),
        good.replacing(challenge, with: String(challenge.dropLast())), good.replacing(challenge, with: challenge + "A"),
        good.replacing(challenge, with: challenge.dropLast() + "%3D"), good.replacing("scope", with: "sc%6Fpe"),
        good.replacing("response_type=code&", with: ""),
    ])
    func `a parameter too many, too few or of another shape is refused`(_ url: String) {
        #expect(refusal(of: url) == .badParameters)
    }

    @Test(arguments: ["http://127.0.0.1:8911", "http://localhost:8911", "http://[::1]:8911", "http://127.0.0.1"])
    func `plain HTTP is for a sandbox on this machine, and only when that is allowed`(_ site: String) {
        #expect(refusal(of: "\(site)/v1/authorize?\(Self.query)", allowsSandbox: true) == nil)
        #expect(refusal(of: "\(site)/v1/authorize?\(Self.query)") == .plainHTTP)
    }

    @Test(arguments: [
        "http://eu-central-1.signin.aws.amazon.com", "http://127.0.0.1.example.com", "http://10.0.0.1",
        "http://0.0.0.0",
        "http://2130706433",
    ])
    func `plain HTTP to another machine is never taken`(_ site: String) {
        #expect(refusal(of: "\(site)/v1/authorize?\(Self.query)", allowsSandbox: true) == .plainHTTP)
    }

    @Test func `a refusal says why, and repeats neither state nor control characters`() {
        #expect {
            try SignInURL("\(Self.good)&x\u{7F}=1", redirect: redirect, allowsSandbox: false)
        } throws: {
            ($0 as? SignInURLError)?.summary
                == "refused to open the URL that the server sent: it is not a plain http or https URL"
        }
        #expect {
            try SignInURL("\(Self.good)&cookie=1", redirect: redirect, allowsSandbox: false)
        } throws: { error in
            let summary = (error as? SignInURLError)?.summary ?? ""
            return summary.hasSuffix("unexpected parameter 'cookie'") && !summary.contains(Self.state)
        }
    }
}
