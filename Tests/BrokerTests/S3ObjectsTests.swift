import Broker
import FarsignCore
import History
import Session
import SignIn
import Synchronization
import Testing
import Text

/// What a store answers to one request.
private enum Answer {
    case status(Int, String = "", headers: [String: String] = [:])
    case lost
    case refused
}

/// A store that answers as it is told, since no real one fails on command.
private final class ToldStore: HTTPTransport {
    private let answers: Mutex<[Answer]>
    let requests = Mutex<[HTTPRequest]>([])

    init(_ answers: [Answer]) {
        self.answers = Mutex(answers)
    }

    func check(url: String, caBundle: String?) throws(TransportError) {}

    func send(_ request: HTTPRequest) throws(TransportError) -> HTTPResponse {
        requests.withLock { $0.append(request) }
        switch answers.withLock({ $0.count > 1 ? $0.removeFirst() : $0[0] }) {
        case .status(let status, let body, let headers):
            return HTTPResponse(status: status, headers: headers, body: Secret(Array(body.utf8)))
        case .lost: throw TransportError(.connectionLost, "the connection was lost", mayHaveBeenSent: true)
        case .refused: throw TransportError(.notConnected, "no connection", mayHaveBeenSent: false)
        }
    }
}

@Suite("objects in a bucket")
struct S3ObjectsTests {
    private let pauses = SharedPauses()

    private final class SharedPauses: Sendable {
        let all = Mutex<[Duration]>([])
    }

    private final class Count: Sendable {
        let value = Mutex(0)
    }

    private func objects(_ store: ToldStore, credentials count: Count = Count()) throws -> S3Objects {
        let pauses = pauses
        return S3Objects(
            name: "s3://history/a", bucket: "history", prefix: "a/b",
            endpoint: try S3Endpoint(region: Region("eu-west-1"), bucket: "history", custom: nil), transport: store,
            credentials: StoreCredentials {
                let number = count.value.withLock { value in
                    value += 1
                    return value
                }
                return SigningCredentials(
                    accessKeyID: "AKIA\(number)", secretAccessKey: Secret("secret"), sessionToken: nil)
            },
            caBundle: nil, pause: { time in pauses.all.withLock { $0.append(time) } })
    }

    private static func error(_ code: String) -> String { "<Error><Code>\(code)</Code></Error>" }

    @Test func `an object is written once, with its digest, where its name says`() throws {
        let store = ToldStore([.status(200)])
        #expect(try objects(store).put("host=x/user=y/1.jsonl.gz", [1, 2, 3]) == .written)

        let request = try #require(store.requests.withLock { $0.first })
        #expect(request.method == .put)
        #expect(request.url == "https://history.s3.eu-west-1.amazonaws.com/a/b/host%3Dx/user%3Dy/1.jsonl.gz")
        let headers = Dictionary(request.headers.map { ($0.name, $0.value) }) { $1 }
        #expect(headers["If-None-Match"] == "*")
        #expect(headers["x-amz-content-sha256"] == [UInt8]([1, 2, 3]).sha256.hex)
        #expect(headers["x-amz-checksum-sha256"] == [UInt8]([1, 2, 3]).sha256.base64)
        #expect(request.signature?.service == "s3")
    }

    @Test func `a store that is busy, or loses an answer, is asked again with longer pauses`() throws {
        let store = ToldStore([.status(503, Self.error("SlowDown")), .refused, .status(409), .status(200)])
        #expect(try objects(store).put("x", []) == .written)
        #expect(pauses.all.withLock { $0 } == [.milliseconds(200), .milliseconds(400), .milliseconds(800)])
    }

    @Test func `an object that is there after a lost answer may be ours, and else is not`() throws {
        #expect(try objects(ToldStore([.lost, .status(412)])).put("x", []) == .exists(maybeOurs: true))
        #expect(try objects(ToldStore([.status(500), .status(412)])).put("x", []) == .exists(maybeOurs: true))
        #expect(try objects(ToldStore([.refused, .status(412)])).put("x", []) == .exists(maybeOurs: false))
        #expect(try objects(ToldStore([.status(412)])).put("x", []) == .exists(maybeOurs: false))
    }

    @Test func `a store that stays away is given up in the end`() throws {
        for answer in [Answer.refused, .status(503)] {
            let store = ToldStore([answer])
            #expect(throws: (any Error).self) { try objects(store).put("x", []) }
            #expect(store.requests.withLock { $0.count } == 8)
        }
    }

    @Test func `credentials that expire in the middle are looked for again, once`() throws {
        let count = Count()
        let store = ToldStore([.status(400, Self.error("ExpiredToken")), .status(200)])
        #expect(try objects(store, credentials: count).put("x", []) == .written)
        #expect(store.requests.withLock { $0.map { $0.signature?.credentials.accessKeyID } } == ["AKIA1", "AKIA2"])

        let expired = ToldStore([.status(403, Self.error("ExpiredToken"))])
        #expect(throws: ObjectStoreError.self) { try objects(expired).put("x", []) }
        #expect(expired.requests.withLock { $0.count } == 2)
    }

    @Test(
        arguments: [
            (403, "AccessDenied", "does not allow s3:PutObject", ObjectStoreErrorCode.accessDenied),
            (404, "NoSuchBucket", "there is no bucket history", .noBucket),
            (301, "PermanentRedirect", "is in eu-central-1, not in eu-west-1", .refused),
            (403, "SignatureDoesNotMatch", "refuses the credentials (403 SignatureDoesNotMatch)", .noCredentials),
            (400, "InvalidRequest", "refuses the request (400 InvalidRequest)", .refused),
        ] as [(Int, String, String, ObjectStoreErrorCode)])
    func `a refusal says what is missing`(
        _ status: Int, _ code: String, _ words: String, _ expected: ObjectStoreErrorCode
    )
        throws
    {
        let store = ToldStore([
            .status(status, Self.error(code), headers: ["x-amz-bucket-region": "eu-central-1"])
        ])
        let error = #expect(throws: ObjectStoreError.self) { try objects(store).put("x", []) }
        #expect(error?.code == expected)
        #expect(error?.summary.contains(words) == true, "\(error?.summary ?? "")")
        #expect(store.requests.withLock { $0.count } == 1)
    }

    @Test func `a listing is read to its end, and one without an end is given up`() throws {
        let first = "<Key>a/b/2</Key><Key>elsewhere</Key><NextContinuationToken>t+1</NextContinuationToken>"
        let store = ToldStore([.status(200, first), .status(200, "<Key>a/b/1 &amp; 3</Key>")])
        #expect(try objects(store).list() == ["1 & 3", "2"])
        #expect(
            store.requests.withLock { $0.last?.url }
                == "https://history.s3.eu-west-1.amazonaws.com/?continuation-token=t%2B1&list-type=2&prefix=a%2Fb%2F")
        #expect(throws: ObjectStoreError.self) { try objects(ToldStore([.status(200, first)])).list() }
    }
}
