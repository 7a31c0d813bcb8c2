import Crypto
import Foundation

/// Signs requests with AWS Signature Version 4, right unless a member is changed.
struct Signer {
    var accessKeyID: String
    var secret: String
    var sessionToken: String?
    var service: String
    var date = Client.now
    var leavesOut: Set<String> = []

    init(_ tokens: Tokens, service: String) {
        accessKeyID = tokens.accessToken.accessKeyId
        secret = tokens.accessToken.secretAccessKey
        sessionToken = tokens.accessToken.sessionToken
        self.service = service
    }

    /// - Parameter query: already canonical.
    func headers(
        _ method: String, _ path: String, query: String = "", body: String, host: String, contentType: String
    ) -> [(String, String)] {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = .gmt
        formatter.dateFormat = "yyyyMMdd'T'HHmmss'Z'"
        let time = formatter.string(from: date)
        var headers = [("Content-Type", contentType), ("Host", host), ("X-Amz-Date", time)]
        if let sessionToken { headers.append(("X-Amz-Security-Token", sessionToken)) }
        let signed = headers.map { ($0.0.lowercased(), $0.1) }.filter { !leavesOut.contains($0.0) }
        let names = signed.map(\.0).joined(separator: ";")
        let canonical = [method, path, query, signed.map { "\($0.0):\($0.1)\n" }.joined(), names, Self.hash(body)]
        let scope = [String(time.prefix(8)), "eu-west-1", service, "aws4_request"]
        let toSign = [
            "AWS4-HMAC-SHA256", time, scope.joined(separator: "/"), Self.hash(canonical.joined(separator: "\n")),
        ]
        var key = Data("AWS4\(secret)".utf8)
        for part in scope + [toSign.joined(separator: "\n")] {
            key = Data(HMAC<SHA256>.authenticationCode(for: Data(part.utf8), using: SymmetricKey(data: key)))
        }
        let credential = "Credential=\(accessKeyID)/\(scope.joined(separator: "/"))"
        let signature = "SignedHeaders=\(names), Signature=\(Self.hex(key))"
        return headers + [("Authorization", "AWS4-HMAC-SHA256 \(credential), \(signature)")]
    }

    private static func hash(_ text: String) -> String { hex(SHA256.hash(data: Data(text.utf8))) }

    private static func hex(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { String(format: "%02x", $0) }.joined()
    }
}
