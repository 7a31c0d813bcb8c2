import Crypto
package import FarsignCore
import FoundationEssentials
package import History
import Session
package import SignIn
import Text

/// Objects in an S3 bucket, or in a store that speaks the same protocol.
package final class S3Objects: ObjectStore {
    /// How often a request is sent, with pauses that double: 0.2 s to 12.8 s.
    private static let tries = 8
    /// For an object on a slow line.
    private static let timeout = Duration.seconds(60)
    /// In bytes: a page of a listing has 1,000 names.
    private static let listingLimit = 8 << 20

    package let name: String
    private let bucket: String
    private let prefix: String
    private let endpoint: S3Endpoint
    private let transport: any HTTPTransport
    private let credentials: StoreCredentials
    private let caBundle: String?
    private let pause: @Sendable (Duration) -> Void

    /// - Parameters:
    ///   - prefix: of all objects, without slashes at its ends; may be empty.
    ///   - pause: waits before a request is sent again.
    package init(
        name: String, bucket: String, prefix: String, endpoint: S3Endpoint, transport: any HTTPTransport,
        credentials: StoreCredentials, caBundle: String?, pause: @escaping @Sendable (Duration) -> Void
    ) {
        self.name = name
        self.bucket = bucket
        self.prefix = prefix
        self.endpoint = endpoint
        self.transport = transport
        self.credentials = credentials
        self.caBundle = caBundle
        self.pause = pause
    }

    package func put(_ object: String, _ bytes: [UInt8]) throws -> ObjectWrite {
        let digest = Array(SHA256.hash(data: bytes))
        let (response, isRepeated) = try send(
            .put, path(object), bytes, digest: digest, action: "s3:PutObject",
            headers: [
                ("Content-Type", object.hasSuffix(".gz") ? "application/gzip" : "text/plain"),
                // Nothing is ever overwritten.
                ("If-None-Match", "*"),
                // A bucket with Object Lock takes nothing without a checksum.
                ("x-amz-checksum-sha256", digest.base64),
            ], passing: [200, 412])
        return response.status == 412 ? .exists(maybeOurs: isRepeated) : .written
    }

    package func get(_ object: String, limit: Int) throws -> [UInt8]? {
        do {
            let (response, _) = try send(
                .get, path(object), [], action: "s3:GetObject", passing: [200, 404], limit: limit)
            return response.status == 404 ? nil : response.body.reveal()
        } catch let error as TransportError where error.code == .replyTooLarge {
            throw ObjectStoreError(.objectTooLarge, "\(object.shown) in \(name.shown) is too large to be farsign's")
        }
    }

    package func list() throws -> [String] {
        let under = prefix.isEmpty ? "" : prefix + "/"
        var names: [String] = []
        var token: String?
        repeat {
            // In the order in which they are signed.
            let query = [token.map { ("continuation-token", $0) }, ("list-type", "2"), ("prefix", under)]
                .compactMap { $0.map { "\($0)=\($1.percentEncoded)" } }.joined(separator: "&")
            let (response, _) = try send(
                .get, "/?" + query, [], action: "s3:ListBucket", passing: [200], limit: Self.listingLimit)
            let listing = S3XML(response.body.reveal())
            for key in listing.texts(of: "Key") where key.startsExactly(with: under) {
                names.append(String(key.dropFirst(under.count)))
            }
            let next = listing.texts(of: "NextContinuationToken").first
            // A store that answers with the same page again and again would never end.
            guard next == nil || next != token else { throw Self.unavailable("its listing does not end", name) }
            token = next
        } while token != nil
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    private func path(_ object: String) -> String {
        "/"
            + ((prefix.isEmpty ? [] : [prefix]) + [object]).joined(separator: "/").split(
                separator: "/", omittingEmptySubsequences: false
            ).map { String($0).percentEncoded }.joined(separator: "/")
    }

    /// Sends a request until it has an answer that another try would not change.
    ///
    /// - Returns: the answer, and whether an earlier try had none.
    private func send(
        _ method: HTTPRequest.Method, _ target: String, _ body: [UInt8],
        digest: [UInt8] = Array(SHA256.hash(data: [UInt8]())),
        action: String, headers: [(name: String, value: String)] = [], passing statuses: Set<Int>,
        limit: Int = HTTPResponse.limit
    ) throws -> (HTTPResponse, isRepeated: Bool) {
        var isRepeated = false
        var delay = Duration.milliseconds(200)
        var isRenewed = false
        for attempt in 1... {
            do {
                let response = try transport.send(
                    HTTPRequest(
                        method, url: endpoint.origin + target,
                        headers: headers + [("x-amz-content-sha256", digest.hex)], body: Secret(body),
                        signature: .init(
                            credentials: try credentials.current(), region: endpoint.region, service: "s3"),
                        caBundle: caBundle, replyLimit: limit, timeout: Self.timeout))
                if statuses.contains(response.status) { return (response, isRepeated) }
                let error = S3XML(response.body.reveal()).texts(of: "Code").first ?? ""
                if ["ExpiredToken", "InvalidAccessKeyId", "InvalidToken"].contains(error), !isRenewed {
                    // They may have expired, or been replaced, in the middle of a long transfer.
                    isRenewed = true
                    credentials.renew()
                    continue
                }
                let isPassing = [409, 429].contains(response.status) || response.status >= 500 || error == "SlowDown"
                guard isPassing, attempt < Self.tries else { throw refusal(response, error, action: action) }
                // A server that fails may have done what it was asked.
                isRepeated = isRepeated || response.status >= 500
            } catch let error as TransportError where Self.isPassing(error) && attempt < Self.tries {
                // The store may have the object nevertheless; then the next try finds it.
                isRepeated = isRepeated || error.mayHaveBeenSent
            }
            pause(delay)
            delay *= 2
        }
        throw Self.unavailable("it does not answer", name)
    }

    private static func isPassing(_ error: TransportError) -> Bool {
        [.connectionLost, .notConnected, .timedOut].contains(error.code)
    }

    private static func unavailable(_ reason: String, _ name: String) -> ObjectStoreError {
        ObjectStoreError(.unavailable, "\(name.shown) is not available: \(reason)", hint: "try again later")
    }

    private func refusal(_ response: HTTPResponse, _ error: String, action: String) -> ObjectStoreError {
        let status = "\(response.status)" + (error.isEmpty ? "" : " \(error)").shown
        switch (response.status, error) {
        case (_, "NoSuchBucket"), (404, _):
            return ObjectStoreError(.noBucket, "there is no bucket \(bucket.shown)", hint: "check the name after s3://")
        case (301, _), (307, _), (400, "AuthorizationHeaderMalformed"), (400, "IllegalLocationConstraintException"):
            let region = response.headers["x-amz-bucket-region"].map { " \($0.shown)" } ?? " another region"
            return ObjectStoreError(
                .refused, "the bucket \(bucket.shown) is in\(region), not in \(endpoint.region)",
                hint: "name its region with --region")
        case (403, "AccessDenied"), (403, ""):
            return ObjectStoreError(
                .accessDenied, "\(name.shown) does not allow \(action)",
                hint: "the credentials need the IAM action \(action) there; deploy/fleet has a policy")
        case (403, _), (401, _):
            return ObjectStoreError(
                .noCredentials, "\(name.shown) refuses the credentials (\(status))",
                hint: "check them, or name others with --profile")
        case (429, _), (500..., _): return Self.unavailable("it answers \(status)", name)
        default: return ObjectStoreError(.refused, "\(name.shown) refuses the request (\(status))")
        }
    }
}

/// The few elements that are read of S3's XML, whose texts contain no markup.
private struct S3XML {
    private let text: String

    init(_ bytes: [UInt8]) {
        text = String(decoding: bytes, as: UTF8.self)
    }

    func texts(of element: String) -> [String] {
        var texts: [String] = []
        var rest = Substring(text).utf8
        let (open, close) = (Array("<\(element)>".utf8), Array("</\(element)>".utf8))
        while let start = rest.firstRange(of: open), let end = rest[start.upperBound...].firstRange(of: close) {
            texts.append(Self.decoded(String(rest[start.upperBound..<end.lowerBound]) ?? ""))
            rest = rest[end.upperBound...]
        }
        return texts
    }

    private static func decoded(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "&")) else { return text }
        return text.replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&quot;", with: "\"")
            .replacing("&#x27;", with: "'").replacing("&amp;", with: "&")
    }
}
