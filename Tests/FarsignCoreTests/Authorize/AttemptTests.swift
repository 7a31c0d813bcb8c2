import SignIn
import Testing
import Text

@testable import FarsignCore

@Suite("Authorize URLs")
struct AttemptTests {
    @Test func `the code challenge is that of RFC 7636 appendix B`() {
        let random: [UInt8] = [
            116, 24, 223, 180, 151, 153, 224, 37, 79, 250, 96, 125, 216, 173, 187, 186, 22, 212, 37, 77, 105, 214, 191,
            240, 91, 88, 5, 88, 83, 132, 141, 121,
        ]
        let verifier = Attempt.codeVerifier(random)
        #expect(verifier.reveal() == "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
        #expect(Attempt.codeChallenge(verifier) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM")
    }

    @Test func `a verifier has 64 unreserved characters, a state is a UUID of version 4`() throws {
        for seed in 0..<200 {
            let attempt = Attempt(
                crossDeviceAt: try Fixtures.endpoint(), randomBytes: Fixtures.randomBytes(seed: UInt64(seed)))
            #expect(attempt.verifier.reveal().wholeMatch(of: /[A-Za-z0-9_-]{64}/) != nil)
            #expect(
                attempt.state.wholeMatch(of: /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/)
                    != nil)
        }
    }

    @Test func `the UUID keeps every other bit of its random bytes`() {
        #expect(Attempt.uuid(Array(repeating: 0xFF, count: 16)) == "ffffffff-ffff-4fff-bfff-ffffffffffff")
        #expect(Attempt.uuid(Array(repeating: 0x00, count: 16)) == "00000000-0000-4000-8000-000000000000")
        #expect(Attempt.uuid(Array(0..<16)) == "00010203-0405-4607-8809-0a0b0c0d0e0f")
    }

    @Test func `the URL has every parameter exactly once, percent-encoded`() throws {
        let url = try Fixtures.login(endpoint: SignInEndpoint(region: Region("us-east-1"), custom: "https://h/a"))
            .authorizeURL
        let parts = url.split(separator: "?").map(String.init)
        #expect(parts.count == 2)
        #expect(parts.first == "https://h/v1/authorize")
        #expect(
            try #require(parts.last).split(separator: "&").map(String.init) == [
                "response_type=code", "client_id=arn%3Aaws%3Asignin%3A%3A%3Adevtools%2Fcross-device",
                "state=\(Fixtures.state)", "code_challenge_method=SHA-256", "scope=openid",
                "redirect_uri=https%3A%2F%2Fh%2Fv1%2Fsessions%2Fconfirmation",
                // printf %s VERIFIER | openssl dgst -sha256 -binary | basenc --base64url
                "code_challenge=nwGIxoiDSRHgjtEROYdTwmSRV9VXazNqQtoC9Mhzuq8",
            ])
    }

    @Test(arguments: [
        ("azAZ09-._~", "azAZ09-._~"), (" +/?&=#%", "%20%2B%2F%3F%26%3D%23%25"), ("ü€", "%C3%BC%E2%82%AC"), ("", ""),
    ])
    func `only unreserved characters stand for themselves`(_ text: String, _ encoded: String) {
        #expect(text.percentEncoded == encoded)
    }

    @Test func `a login's name has twelve hexadecimal digits`() {
        #expect(LoginID(random: [0, 1, 2, 0xFD, 0xFE, 0xFF, 9]).text == "000102fdfeff")
        for text in ["", "0123456789a", "0123456789abc", "0123456789AB", "0123456789a/", "../../../etc", "٠١٢٣٤٥"] {
            #expect(LoginID(text) == nil)
        }
    }
}
