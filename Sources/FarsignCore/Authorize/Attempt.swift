package import RelayProtocol
import Session
import SignIn
import Text

/// One authorize URL of a login, with its state, code verifier, client id and redirect URI.
package struct Attempt: Sendable {
    /// A UUID, different for every URL.
    package let state: String
    let verifier: Secret<String>
    let client: Client
    let redirectURI: String
    /// Nil for the URL that `farsign login` prints.
    package internal(set) var recipient: Recipient?

    /// The two OAuth clients that AWS Sign-In has for developer tools.
    package enum Client: String, Sendable {
        case sameDevice = "arn:aws:signin:::devtools/same-device"
        case crossDevice = "arn:aws:signin:::devtools/cross-device"
    }

    /// An attempt whose confirmation page shows the reply as text to copy.
    init(crossDeviceAt endpoint: SignInEndpoint, randomBytes: (_ count: Int) -> [UInt8]) {
        self.init(
            state: Self.uuid(randomBytes(16)), verifier: Self.codeVerifier(randomBytes(48)), client: .crossDevice,
            redirectURI: endpoint.confirmationURL, recipient: nil)
    }

    /// An attempt whose reply the browser sends to a port on its own machine.
    init(
        sameDeviceAt address: CallbackAddress, for recipient: Recipient, randomBytes: (_ count: Int) -> [UInt8]
    ) {
        self.init(
            state: Self.uuid(randomBytes(16)), verifier: Self.codeVerifier(randomBytes(48)), client: .sameDevice,
            redirectURI: address.redirectURI, recipient: recipient)
    }

    init(state: String, verifier: Secret<String>, client: Client, redirectURI: String, recipient: Recipient?) {
        self.state = state
        self.verifier = verifier
        self.client = client
        self.redirectURI = redirectURI
        self.recipient = recipient
    }

    /// The relay or browser that received an attempt's URL.
    package struct Recipient: Sendable, Hashable {
        /// The peer of a relay's connection, or the browser of this process's own callback.
        package let name: String
        /// The phrase that the relay chose; nil for a browser.
        package let phrase: Phrase?
        /// The id of the relay's connection; nil for a browser.
        package let connection: ConnectionID?
        /// Whether that connection has ended.
        package internal(set) var isGone: Bool

        package init(name: String, phrase: Phrase?, connection: ConnectionID?, isGone: Bool = false) {
            self.name = name
            self.phrase = phrase
            self.connection = connection
            self.isGone = isGone
        }

        package func isWaitedFor(over connection: ConnectionID) -> Bool { !isGone && self.connection == connection }
    }

    /// The authorize URL, with each parameter once and in the order of the service's documentation.
    func authorizeURL(at endpoint: SignInEndpoint) -> String {
        let parameters = [
            ("response_type", "code"), ("client_id", client.rawValue), ("state", state),
            ("code_challenge_method", "SHA-256"), ("scope", "openid"), ("redirect_uri", redirectURI),
            ("code_challenge", Self.codeChallenge(verifier)),
        ]
        return endpoint.authorizeURL + "?"
            + parameters.map { "\($0.0)=\($0.1.percentEncoded)" }.joined(separator: "&")
    }

    /// RFC 7636, section 4.1: 48 random bytes make 64 characters.
    static func codeVerifier(_ random: [UInt8]) -> Secret<String> {
        Secret(random.base64URL)
    }

    /// RFC 7636, section 4.2. The method is called `S256` there and `SHA-256` by this service.
    static func codeChallenge(_ verifier: Secret<String>) -> String {
        Array(verifier.reveal().utf8).sha256.base64URL
    }

    /// A version 4 UUID (RFC 9562) in lower case.
    static func uuid(_ random: [UInt8]) -> String {
        var bytes = random
        bytes[6] = bytes[6] & 0x0F | 0x40
        bytes[8] = bytes[8] & 0x3F | 0x80
        let hex = Array(bytes.hex)
        return [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(hex[$0]) }.joined(separator: "-")
    }
}
