import SignIn
import Text

/// Values that most suites need one of.
enum Fixtures {
    static let state = "6f2c9c1e-58a1-4c0e-9a53-0d2a5f0f7f11"

    static func reply(_ text: String) throws -> CodeReply {
        try CodeReply(parsing: Secret(Array(text.utf8)))
    }

    static func endpoint(_ region: String) throws -> SignInEndpoint {
        SignInEndpoint(region: try Region(region))
    }
}
