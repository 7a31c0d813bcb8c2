import Crypto
import FoundationEssentials
import NIOHTTP1

/// The `Authorization` header of a request that was signed with AWS Signature Version 4.
struct SignatureV4: Sendable, Hashable {
    let accessKeyID: String
    /// `20150830/us-east-1/sts/aws4_request`
    let scope: [String]
    let signedHeaders: [String]
    let signature: String
    let date: Date
    private let dateText: String

    /// How far `X-Amz-Date` may differ from the service's clock.
    static let tolerance: TimeInterval = 300

    init(_ request: Request) throws(Refusal) {
        guard let header = request.single("authorization") else {
            throw Refusal(
                status: 403, error: "MissingAuthenticationToken",
                message: "Request is missing Authentication Token")
        }
        let pattern = /AWS4-HMAC-SHA256 Credential=([^, ]+), ?SignedHeaders=([a-z0-9\-;]+), ?Signature=([0-9a-f]{64})/
        guard let match = header.trimmed.wholeMatch(of: pattern) else {
            throw .incompleteSignature("Authorization is not an AWS4-HMAC-SHA256 header")
        }
        let credential = match.1.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard credential.count == 5, credential[4] == "aws4_request" else {
            throw .incompleteSignature("Credential must be KEY/DATE/REGION/SERVICE/aws4_request")
        }
        guard let dateText = request.single("x-amz-date"), let date = HTTPDate.compact(dateText) else {
            throw .incompleteSignature("X-Amz-Date must be there once, as 20150830T123600Z")
        }
        accessKeyID = credential[0]
        scope = Array(credential[1...])
        signedHeaders = match.2.split(separator: ";").map(String.init)
        signature = String(match.3)
        self.date = date
        self.dateText = dateText
    }

    /// Throws unless `credentials` signed exactly this request for `service` at about `now`.
    func verify(
        _ request: Request, with credentials: IssuedCredentials, service: String, now: Date
    ) throws(Refusal) {
        guard scope[0] == String(dateText.prefix(8)) else {
            throw .badSignature("Date in Credential scope does not match X-Amz-Date.")
        }
        guard scope[2] == service else {
            throw .badSignature("Credential should be scoped to correct service: '\(service)'.")
        }
        guard abs(date.timeIntervalSince(now)) <= Self.tolerance else {
            throw .badSignature(
                "Signature expired or not yet current: X-Amz-Date is too far from the clock.")
        }
        try requireSigned(request)
        let toSign = ["AWS4-HMAC-SHA256", dateText, scope.joined(separator: "/"), try canonicalHash(request)]
        var key = SymmetricKey(data: Data("AWS4\(credentials.secretAccessKey)".utf8))
        for part in scope { key = SymmetricKey(data: Self.code(part, key)) }
        guard Hex.encode(Self.code(toSign.joined(separator: "\n"), key)) == signature else {
            throw .badSignature(
                "The request signature we calculated does not match the signature you provided. "
                    + "Check your AWS Secret Access Key and signing method.")
        }
    }

    /// The host and every `x-amz-` header must be signed.
    private func requireSigned(_ request: Request) throws(Refusal) {
        var names = Set(request.headers.map { $0.name.lowercased() }.filter { $0.hasPrefix("x-amz-") })
        names.insert("host")
        for name in names.sorted() where !signedHeaders.contains(name) {
            throw .badSignature("'\(name)' must be a 'SignedHeader' in the AWS Authorization.")
        }
    }

    private func canonicalHash(_ request: Request) throws(Refusal) -> String {
        let payload = Hex.encode(SHA256.hash(data: Data(request.body)))
        if let declared = request.headers.first(name: "x-amz-content-sha256"), declared != payload {
            throw .badSignature("The value of x-amz-content-sha256 is not the hash of the payload.")
        }
        guard signedHeaders == signedHeaders.sorted() else {
            throw .incompleteSignature("SignedHeaders is not sorted")
        }
        var lines = [request.method, request.path, try Self.canonicalQuery(request.query)]
        for name in signedHeaders {
            let values = request.headers[name]
            guard !values.isEmpty else { throw .badSignature("The signed header '\(name)' was not sent.") }
            let words = values.map { $0.split(whereSeparator: { $0 == " " || $0 == "\t" }).joined(separator: " ") }
            lines.append("\(name):\(words.joined(separator: ","))")
        }
        lines += ["", signedHeaders.joined(separator: ";"), payload]
        return Hex.encode(SHA256.hash(data: Data(lines.joined(separator: "\n").utf8)))
    }

    private static func canonicalQuery(_ query: String) throws(Refusal) -> String {
        var pairs: [(name: String, value: String)] = []
        for part in query.split(separator: "&") {
            let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = Percent.decode(sides[0], plusIsSpace: false),
                let value = Percent.decode(sides.count == 2 ? sides[1] : "", plusIsSpace: false)
            else { throw .incompleteSignature("the query is not percent-encoded UTF-8") }
            pairs.append((Percent.encode(name), Percent.encode(value)))
        }
        // Sort by bytes, because Swift sorts strings in Unicode order.
        pairs.sort { one, other in
            let names = (Array(one.name.utf8), Array(other.name.utf8))
            if names.0 != names.1 { return names.0.lexicographicallyPrecedes(names.1) }
            return one.value.utf8.lexicographicallyPrecedes(other.value.utf8)
        }
        return pairs.map { "\($0.name)=\($0.value)" }.joined(separator: "&")
    }

    private static func code(_ text: String, _ key: SymmetricKey) -> Data {
        Data(HMAC<SHA256>.authenticationCode(for: Data(text.utf8), using: key))
    }
}

extension Refusal {
    static func incompleteSignature(_ message: String) -> Refusal {
        Refusal(status: 400, error: "IncompleteSignature", message: message)
    }

    static func badSignature(_ message: String) -> Refusal {
        Refusal(status: 403, error: "SignatureDoesNotMatch", message: message)
    }
}
