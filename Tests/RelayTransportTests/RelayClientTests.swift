import Dispatch
import Glibc
import POSIX
import RelayProtocol
import RelayTransport
import SocketTestSupport
import TestSupport
import Testing
import Text

/// A broker that says what a test tells it to.
private struct ScriptedBroker {
    let socket: UnixSocket
    private let listening: ListeningSocket
    private let place: SocketPlace

    init() throws {
        place = try SocketPlace()
        socket = try place.socket()
        listening = try socket.listen()
    }

    func accept() async throws -> RawConnection {
        defer { close(listening.descriptor) }
        return try await blocking { [descriptor = listening.descriptor] in
            var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            _ = poll(&entry, 1, -1)
            let accepted = Glibc.accept(descriptor, nil, nil)
            try #require(accepted >= 0)
            return RawConnection(accepted)
        }
    }

    static let greeting =
        #"{"id":0,"jsonrpc":"2.0","result":{"host":"web1","protocol":1,"server":"farsign/9","user":"alice"}}"#

    /// Runs both ends at once: what the broker says to hello, and what comes of the relay's.
    func meet(
        _ lines: String..., helloTimeout: Duration = .seconds(3600), close: Bool = false
    ) async throws -> (RawConnection, Result<RelayClient, any Error>) {
        async let relay: Result<RelayClient, any Error> = {
            do {
                return .success(try await RelayClient.connect(to: socket, client: "test/1", helloTimeout: helloTimeout))
            } catch {
                return .failure(error)
            }
        }()
        let connection = try await accept()
        #expect(
            await connection.next()
                == #"{"id":0,"jsonrpc":"2.0","method":"hello","params":{"client":"test/1","protocol":1}}"#)
        for line in lines { await connection.send(line) }
        if close { connection.endSending() }
        return (connection, await relay)
    }
}

@Suite("The relay's end of a connection", .timeLimit(.minutes(5)))
struct RelayClientTests {
    private let broker: ScriptedBroker

    init() throws {
        broker = try ScriptedBroker()
    }

    private func code(_ result: Result<RelayClient, any Error>) -> RelayLinkError.Code? {
        guard case .failure(let error as RelayLinkError) = result else { return nil }
        return error.code
    }

    private func code(_ body: () async throws -> JSONValue) async -> RelayLinkError.Code? {
        do {
            _ = try await body()
            return nil
        } catch {
            return (error as? RelayLinkError)?.code
        }
    }

    private func refuse() throws -> RelayCall { .refuse(try .sample()) }

    @Test func `a real broker is greeted, asked and left`() async throws {
        let place = try TestBroker()
        try place.offer(.sample())
        let socket = try place.relaySocket()
        try socket.start()
        let relay = try await RelayClient.connect(
            to: UnixSocket(path: socket.path), client: "test/1", helloTimeout: .seconds(3600))
        #expect(relay.greeting == place.handler.greeting)
        let logins = try await relay.call(.logins(known: [], wait: 60), timeout: .seconds(3600))
        #expect(WaitingLogin.list(json: logins)?.map(\.profile) == ["dev"])
        #expect(try await relay.call(refuse(), timeout: .seconds(3600)) == [:])
        await #expect(throws: RelayError(.unknownLogin, "there is no such login", hint: "start one")) {
            try await relay.call(.deny(.sample(), state: "s", error: "access_denied"), timeout: .seconds(3600))
        }
        await relay.close()
        #expect(await code { try await relay.call(refuse(), timeout: .seconds(3600)) } == .connectionLost)
        try await blocking { socket.stop() }
    }

    @Test func `what a shell says first is skipped`() async throws {
        let (_, relay) = try await broker.meet(
            "Welcome!", "", #"{"id":9,"jsonrpc":"2.0","result":{}}"#, "{}", ScriptedBroker.greeting)
        #expect(try relay.get().greeting.host == "web1")
    }

    @Test(arguments: [(64 << 10, true), ((64 << 10) + 1, false)])
    func `64 KiB of what a shell says first are skipped`(_ count: Int, _ isSkipped: Bool) async throws {
        let lines = String(repeating: String(repeating: "x", count: 1_023) + "\n", count: 63)
        let last = String(repeating: "x", count: count - lines.utf8.count - 1)
        let (_, relay) = try await broker.meet(lines + last, ScriptedBroker.greeting)
        #expect(code(relay) == (isSkipped ? nil : .unexpectedMessage))
        if case .failure(let error as RelayLinkError) = relay {
            #expect(error.summary == "the server printed more than 64 KiB before farsign answered")
        }
    }

    @Test(arguments: [
        #"{"id":0,"jsonrpc":"2.0","result":{}}"#,
        #"{"id":0,"jsonrpc":"2.0","result":{"host":"h","protocol":2,"server":"s","user":"u"}}"#,
    ])
    func `a greeting of another shape ends the connection`(_ line: String) async throws {
        let (_, relay) = try await broker.meet(line)
        #expect(code(relay) == .unexpectedMessage)
    }

    @Test func `a broker that says no is heard`() async throws {
        let error = RelayError(.unsupportedProtocol, "no")
        let (_, relay) = try await broker.meet(
            #"{"id":0,"jsonrpc":"2.0","error":{"code":-32000,"message":"no","data":{"code":"unsupported-protocol"}}}"#)
        #expect(throws: error) { try relay.get() }
    }

    @Test func `a broker that goes before hello, or says nothing, is none`() async throws {
        let (_, gone) = try await broker.meet("Welcome!", close: true)
        #expect(code(gone) == .notConnected)
        let (silent, late) = try await ScriptedBroker().meet(helloTimeout: .milliseconds(1))
        #expect(code(late) == .timedOut)
        #expect(await silent.next() == nil)
    }

    @Test(arguments: [
        "garbage", "{}", #"{"id":77,"jsonrpc":"2.0","result":{}}"#, #"{"id":1,"jsonrpc":"2.0"}"#,
        #"{"id":1,"jsonrpc":"2.0","result":{},"error":{}}"#, #"{"id":null,"jsonrpc":"2.0","result":{}}"#,
        #"{"id":1,"jsonrpc":"2.0","result":{"url":"a\u0000b"}}"#, #"{"id":1,"jsonrpc":"2.0","method":"hello"}"#,
        #"{"id":1,"jsonrpc":"2.0","error":{"code":1,"message":"m","data":{"code":"made-up"}}}"#,
    ])
    func `anything unexpected after the greeting ends the connection, and its calls`(_ line: String) async throws {
        let (connection, met) = try await broker.meet(ScriptedBroker.greeting)
        let relay = try met.get()
        async let failed = code { try await relay.call(refuse(), timeout: .seconds(3600)) }
        #expect(await connection.next() != nil)
        await connection.send(line)
        #expect(await failed == .unexpectedMessage)
        #expect(await connection.next() == nil)
    }

    @Test func `answers are matched by id, and no more than four calls are under way`() async throws {
        let (connection, met) = try await broker.meet(ScriptedBroker.greeting)
        let relay = try met.get()
        let calls = try (0..<9).map { number in
            let call = RelayCall.refuse(try .sample(Character("\(number)")))
            return Task { try await relay.call(call, timeout: .seconds(3600)) }
        }
        func answer(_ request: JSONValue?) async throws {
            let id = try #require(request?["id"]?.int)
            let login = try #require(request?["params"]?["login"]?.text)
            await connection.send(#"{"id":\#(id),"jsonrpc":"2.0","result":"\#(login)"}"#)
        }
        var requests: [JSONValue?] = []
        for _ in 0..<4 { requests.append(await connection.nextJSON()) }
        for _ in 4..<9 {
            try await answer(requests.removeLast())
            requests.append(await connection.nextJSON())
            #expect(await connection.isQuiet())
        }
        for request in requests { try await answer(request) }
        for (number, call) in calls.enumerated() {
            #expect(try await call.value == .string(String(repeating: "\(number)", count: 12)))
        }
    }

    @Test func `an answer that does not come in time ends the connection`() async throws {
        let (connection, met) = try await broker.meet(ScriptedBroker.greeting)
        let relay = try met.get()
        #expect(await code { try await relay.call(refuse(), timeout: .milliseconds(1)) } == .timedOut)
        _ = await connection.next()
        #expect(await connection.next() == nil)
        #expect(await code { try await relay.call(refuse(), timeout: .seconds(3600)) } == .timedOut)
    }

    @Test func `a reply that no line holds is an error, and the connection stays`() async throws {
        let (connection, met) = try await broker.meet(ScriptedBroker.greeting)
        let relay = try met.get()
        let reply = Secret(String(repeating: "x", count: 64 << 10))
        let error = await #expect(throws: RelayError.self) {
            try await relay.call(.submit(.sample(), .text(reply)), timeout: .seconds(3600))
        }
        #expect(error?.code == .badReply)
        async let answer = relay.call(refuse(), timeout: .seconds(3600))
        #expect(await connection.nextJSON()?["id"] == .integer(2))
        await connection.send(#"{"id":2,"jsonrpc":"2.0","result":{}}"#)
        #expect(try await answer == [:])
    }

    @Test func `a place of no use is said`() async throws {
        let place = try SocketPlace()
        let socket = try place.socket()
        await #expect(throws: StateError.self) {
            try await RelayClient.connect(to: socket, client: "test/1", helloTimeout: .seconds(1))
        }
    }

    @Test(.enabled(if: geteuid() == 0))
    func `another user's broker is not spoken to`() async throws {
        let place = try SocketPlace()
        let other = try PythonProcess(.listener, place.path + "/s", "65534")
        #expect(await other.line() == "ready")
        let socket = try place.socket()
        do {
            _ = try await RelayClient.connect(to: socket, client: "test/1", helloTimeout: .seconds(3600))
            Issue.record("it was spoken to")
        } catch let error as RelayLinkError {
            #expect(error.code == .wrongOwner)
        }
        await other.tell("")
        #expect(await other.line() == "b''")
    }
}
