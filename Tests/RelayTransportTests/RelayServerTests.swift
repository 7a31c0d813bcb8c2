import Glibc
import POSIX
import RelayProtocol
import RelayTransport
import SocketTestSupport
import TestSupport
import Testing
import Text

@Suite("The broker's end of a relay's connection", .timeLimit(.minutes(5)))
struct RelayServerTests {
    private let broker: TestBroker

    init() throws {
        broker = try TestBroker()
    }

    private let refuse = #"{"login":"aaaaaaaaaaaa"}"#

    @Test func `a relay that says hello is answered, and the broker hears of it`() async throws {
        try await broker.served { _ in
            let peer = RelayPeer(transport: .socket, uid: Int(geteuid()), pid: Int(getpid()), client: "test/1")
            #expect(await broker.handler.events.next() == .connected(peer))
        }
    }

    @Test func `hello is answered as the protocol says`() async throws {
        let socket = try broker.relaySocket()
        try socket.start()
        let connection = try RawConnection(to: UnixSocket(path: socket.path))
        await connection.send(RawConnection.request(7, "hello", #"{"protocol":1,"client":"c"}"#))
        #expect(
            await connection.next()
                == #"{"id":7,"jsonrpc":"2.0","result":{"host":"web1","protocol":1,"server":"farsign/9.9.9","user":"alice"}}"#
        )
        try await blocking { socket.stop() }
    }

    @Test func `nothing else comes before hello, nor another version's`() async throws {
        let socket = try broker.relaySocket()
        try socket.start()
        let connection = try RawConnection(to: UnixSocket(path: socket.path))
        await connection.send(RawConnection.request(1, "logins"))
        #expect(await connection.nextError() == "hello-first")
        await connection.send("garbage")
        #expect(await connection.nextError() == "parse-error")
        await connection.send(RawConnection.request(2, "hello", #"{"protocol":2,"client":"c"}"#))
        #expect(await connection.nextError() == "unsupported-protocol")
        await connection.send(RawConnection.request(3, "refuse", refuse))
        #expect(await connection.nextError() == "hello-first")
        try await connection.hello()
        try await blocking { socket.stop() }
    }

    @Test func `hello is said once`() async throws {
        try await broker.served { connection in
            await connection.send(RawConnection.request(1, "hello", #"{"protocol":1,"client":"c"}"#))
            #expect(await connection.nextError() == "invalid-request")
        }
    }

    @Test(arguments: [
        ("", -32_700), ("{", -32_700), ("GET / HTTP/1.1", -32_700), ("\u{0}", -32_700), ("\"\u{7}\"", -32_700),
        ("[]", -32_600), ("{}", -32_600), (#"{"jsonrpc":"1.0","id":1,"method":"logins"}"#, -32_600),
        (#"{"jsonrpc":"2.0","method":"logins"}"#, -32_600), (#"{"jsonrpc":"2.0","id":null,"method":"x"}"#, -32_600),
        (#"{"jsonrpc":"2.0","id":1,"method":"nothing"}"#, -32_601),
        (#"{"jsonrpc":"2.0","id":1,"method":"refuse"}"#, -32_602),
        (#"{"jsonrpc":"2.0","id":1,"method":"submit","params":{"login":"aaaaaaaaaaaa","reply":"a\u0000b"}}"#, -32_600),
    ])
    func `a line that is no good request is answered, and the connection stays`(
        _ line: String, _ number: Int
    ) async throws {
        try await broker.served { connection in
            await connection.send(line)
            #expect(await connection.nextJSON()?["error"]?["code"] == .integer(number))
            await connection.send(RawConnection.request(2, "refuse", refuse))
            #expect(await connection.nextJSON() == ["jsonrpc": .string("2.0"), "id": .integer(2), "result": [:]])
        }
    }

    @Test func `bytes that are not UTF-8 are garbage too`() async throws {
        try await broker.served { connection in
            await connection.send([0x22, 0xFF, 0x22, 0x0A])
            #expect(await connection.nextError() == "parse-error")
        }
    }

    @Test func `a line may come in pieces`() async throws {
        try await broker.served { connection in
            for byte in RawConnection.request(1, "refuse", refuse).utf8 { await connection.send([byte]) }
            await connection.send("")
            #expect(await connection.nextJSON()?["result"] == [:])
        }
    }

    @Test func `the broker's own error reaches the relay with its hint`() async throws {
        try await broker.served { connection in
            let params = #"{"login":"aaaaaaaaaaaa","state":"s","error":"access_denied"}"#
            await connection.send(RawConnection.request(1, "deny", params))
            let error = await connection.nextJSON()?["error"]
            #expect(error?["data"]?["code"] == .string("unknown-login"))
            #expect(error?["data"]?["hint"] == .string("start one"))
        }
    }

    @Test func `a line of 64 KiB is read, and one byte more ends the connection`() async throws {
        try await broker.served { connection in
            await connection.send([UInt8](repeating: 0x78, count: 64 << 10) + [0x0A])
            #expect(await connection.nextError() == "parse-error")
            await connection.send([UInt8](repeating: 0x78, count: (64 << 10) + 1) + [0x0A])
            #expect(await connection.next() == nil)
        }
    }

    @Test func `10 MB without a line break end the connection, and nobody else's`() async throws {
        try await broker.served { connection in
            let other = try RawConnection(to: UnixSocket(path: broker.place.path + "/run/relay.sock"))
            #expect(await !other.send([UInt8](repeating: 0x78, count: 10_000_000)))
            await connection.send(RawConnection.request(1, "refuse", refuse))
            #expect(await connection.nextJSON()?["result"] == [:])
        }
    }

    @Test func `a relay that closes its side is answered before the connection ends`() async throws {
        try await broker.served { connection in
            for id in 1...20 { await connection.send(RawConnection.request(id, "refuse", refuse)) }
            await connection.send(#"{"jsonrpc":"2.0","id":21,"method":"logins","params":{"wait_seconds":60}}"#)
            await connection.send([0x7B])
            connection.endSending()
            var answered: Set<Int> = []
            while let id = await connection.nextJSON()?["id"]?.int { answered.insert(id) }
            #expect(answered == Set(1...21))
        }
    }
}
