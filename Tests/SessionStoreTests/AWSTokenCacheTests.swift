import FoundationEssentials
import Glibc
import POSIX
import Session
import SessionTestSupport
import Synchronization
import TestSupport
import Testing
import Text

@testable import SessionStore

@Suite("the AWS token cache")
struct AWSTokenCacheTests {
    let directory: TemporaryDirectory
    let record: SessionRecord
    let cache = AWSTokenCache(pause: { _ in }, isPrivateGroup: { _ in false })

    init() throws {
        directory = try TemporaryDirectory()
        record = try Sample.record(tokens: directory.path + "/login/cache")
    }

    private var file: String { AWSTokenCache.path(record) }

    private static func vector(_ name: String) throws -> String {
        let tests = #filePath.split(separator: "/").dropLast(2).joined(separator: "/")
        return try text(of: "/\(tests)/Vectors/aws-token-cache/\(name).json")
    }

    private func put(_ text: String) throws {
        if mode(of: record.tokenDirectory) == nil { try PrivateDirectory.make(record.tokenDirectory) }
        try Data(text.utf8).write(to: URL(filePath: file))
    }

    private func members() throws -> JSONValue { try JSONValue(parsing: Array(text(of: file).utf8)) }

    @Test func `the file is named as the AWS CLI names it`() {
        #expect(file.hasSuffix("/login/cache/67f119a748e39fbe7e9b5e37b3cb10159423c843a3272800b8a2b1bd03d95a04.json"))
    }

    @Test func `there are no tokens where there is no file`() throws {
        #expect(try cache.load(record) == nil)
    }

    @Test(arguments: ["sec1", "pkcs8"])
    func `a file of the AWS CLI is read, its key in either form`(_ name: String) throws {
        try put(Self.vector(name))
        let tokens = try #require(try cache.load(record))

        #expect(tokens.credentials.accessKeyID == "ASIAIOSFODNN7EXAMPLE")
        #expect(tokens.credentials.secretAccessKey.reveal() == "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
        #expect(tokens.credentials.account == "123456789012")
        #expect(tokens.credentials.expiresAt == Sample.time)
        #expect(tokens.clientID == "arn:aws:signin:::devtools/cross-device")
        #expect(tokens.refreshToken.reveal().hasPrefix("ASORRefresh"))
        #expect(tokens.idToken?.reveal().hasPrefix("eyJ") == true)
        #expect(try Self.vector(name).contains(escaped(tokens.dpopKey.pem.reveal())))
    }

    @Test func `what was read and is written again is the same file`() throws {
        try put(Self.vector("sec1"))
        let before = try members()
        try cache.save(#require(try cache.load(record)), of: record)

        #expect(try members() == before)
        #expect(mode(of: file) == 0o600)
    }

    @Test func `a file of another SDK is read, completed, and keeps what we do not know`() throws {
        try put(Self.vector("other-sdk"))
        let tokens = try #require(try cache.load(record))
        #expect(abs(tokens.credentials.expiresAt.timeIntervalSince(Sample.time + 0.678901)) < 0.001)
        #expect(tokens.credentials.account == "123456789012")
        #expect(tokens.idToken == nil)
        let before = try members()
        try cache.save(tokens, of: record)

        let after = try members()
        #expect(after["futureMember"] == before["futureMember"])
        #expect(after["futureMember"]?["text"] == .string("é世 😀"))
        #expect(after["accessToken"]?["futureNested"] == .string("kept"))
        #expect(after["accessToken"]?["expiresAt"] == .string("2026-01-02T03:04:05Z"))
        #expect(after["accessToken"]?["accountId"] == .string("123456789012"))
        #expect(after["tokenType"] == .string("aws_sigv4"))
        #expect(after["idToken"] == .string(""))
        #expect(try cache.load(record)?.idToken == nil)
    }

    @Test func `the directory is made for its owner alone`() throws {
        let key = try #require(DPoPKey(pem: try Vectors.text("keys/p256-sec1.pem")))
        let tokens = SessionTokens(
            credentials: try #require(
                Credentials(
                    accessKeyID: "A", secretAccessKey: Secret("B"), sessionToken: Secret("C"), account: nil,
                    expiresAt: Sample.time)),
            refreshToken: Secret("R"), clientID: "c", dpopKey: key, idToken: Secret("I"))
        try cache.save(tokens, of: record)

        #expect(mode(of: record.tokenDirectory) == 0o700)
        #expect(mode(of: directory.path + "/login") == 0o700)
        #expect(try directory.names(record.tokenDirectory).count == 1)
        #expect(try cache.load(record)?.credentials.account == "123456789012")
    }

    @Test(arguments: ["accessToken", "refreshToken", "clientId", "dpopKey"])
    func `a required member that is missing is named`(_ name: String) throws {
        for broken in [nil, JSONValue.null, .string(""), .integer(1)] {
            try put(changing { $0[JSONName(name)] = broken })
            let error = stateError { _ = try cache.load(record) }
            #expect(error?.code == .tokenUnreadable)
            #expect(error?.summary.contains("'\(name)'") == true)
        }
    }

    @Test(arguments: ["accessKeyId", "secretAccessKey", "sessionToken"])
    func `a required member of the access token that is missing is named`(_ name: String) throws {
        try put(changingAccess { $0[JSONName(name)] = nil })

        #expect(stateError { _ = try cache.load(record) }?.summary.contains("'\(name)'") == true)
    }

    @Test(arguments: [nil, "", "tomorrow", "2026-13-01T00:00:00Z"])
    func `tokens without a time that can be read are expired`(_ time: String?) throws {
        try put(changingAccess { $0["expiresAt"] = time.map(JSONValue.string) })

        #expect(try cache.load(record)?.credentials.expiresAt == Date(timeIntervalSince1970: 0))
    }

    @Test func `a key on another curve, or none at all, is reported as the key's fault`() throws {
        try put(Self.vector("p384"))
        #expect(stateError { _ = try cache.load(record) }?.code == .keyUnreadable)
        try put(changing { $0["dpopKey"] = .string("no key") })
        #expect(stateError { _ = try cache.load(record) }?.code == .keyUnreadable)
    }

    @Test(arguments: ["", "{", "{\"accessToken\":{\"accessKeyId\":\"AS", "not JSON", "{} {}", "{\"a\":1,\"a\":2}"])
    func `a file that stays half-written is reported after ten more tries`(_ text: String) throws {
        let pauses = Mutex<[Duration]>([])
        let cache = AWSTokenCache(
            pause: { pause in pauses.withLock { $0.append(pause) } }, isPrivateGroup: { _ in false })
        try put(text)

        #expect(stateError { _ = try cache.load(record) }?.code == .tokenUnreadable)
        #expect(pauses.withLock { $0 } == Array(repeating: .milliseconds(20), count: 10))
    }

    @Test func `a half-written file that another thread completes is read`() throws {
        let whole = try Self.vector("sec1")
        try put(String(whole.prefix(1_000)))
        let isWaiting = Atomic(false)
        let record = record
        let waiting = AWSTokenCache(
            pause: { _ in
                isWaiting.store(true, ordering: .releasing)
                #expect(yields(until: { text(ofIfAny: AWSTokenCache.path(record)) == whole }))
            }, isPrivateGroup: { _ in false })
        onThreads(2) { thread in
            do {
                if thread == 0 {
                    #expect(try waiting.load(record) != nil)
                } else {
                    #expect(yields(until: { isWaiting.load(ordering: .acquiring) }))
                    // In place, as the AWS tools do.
                    let file = open(AWSTokenCache.path(record), O_WRONLY)
                    let rest = Array(whole.utf8.dropFirst(1_000))
                    #expect(pwrite(file, rest, rest.count, 1_000) == rest.count)
                    close(file)
                }
            } catch {
                Issue.record(error)
            }
        }
    }

    @Test func `a file that is too large is refused`() throws {
        try put("\"" + String(repeating: "x", count: 300_000) + "\"")

        #expect(stateError { _ = try cache.load(record) }?.code == .unreadable)
    }

    @Test func `removing takes what a killed writer left along`() throws {
        try put(Self.vector("sec1"))
        try Data().write(to: URL(filePath: AtomicFile(path: file).temporaryPath))
        try cache.remove(record)
        try cache.remove(record)

        #expect(try directory.names(record.tokenDirectory).isEmpty)
    }

    @Test func `no secret is in an error`() throws {
        try put(changing { $0["clientId"] = nil })

        let error = try #require(stateError { _ = try cache.load(record) })
        for secret in ["wJalr", "IQoJ", "ASOR", "BEGIN"] { #expect(!"\(error)".contains(secret)) }
    }

    private func escaped(_ pem: String) -> String {
        pem.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\\n")
    }

    /// The vector has not the member to change.
    private struct Unfit: Error {}

    private func changing(_ change: (inout [JSONName: JSONValue]) throws -> Void) throws -> String {
        let vector = try JSONValue(parsing: Array(Self.vector("sec1").utf8))
        guard case .object(var members) = vector else { throw Unfit() }
        try change(&members)
        try #require(JSONValue.object(members).canonical != vector.canonical, "nothing was changed")
        return JSONValue.object(members).canonical
    }

    private func changingAccess(_ change: (inout [JSONName: JSONValue]) -> Void) throws -> String {
        try changing { members in
            guard case .object(var access)? = members["accessToken"] else { throw Unfit() }
            change(&access)
            members["accessToken"] = .object(access)
        }
    }
}

private func text(ofIfAny path: String) -> String? { try? text(of: path) }
