import Glibc
import POSIX
import RelayProtocol
import SignIn
import SocketTestSupport
import TestSupport
import Testing
import Text

@Suite("Relays that wait for logins", .timeLimit(.minutes(5)))
struct LoginsPollsTests {
    private let broker: TestBroker

    init() throws {
        broker = try TestBroker()
    }

    private func logins(_ id: Int, known: [String] = [], wait: Int) -> String {
        RawConnection.request(id, "logins", #"{"known":\#(known),"wait_seconds":\#(wait)}"#)
    }

    private func ids(_ answer: JSONValue?) -> [String]? {
        answer?["result"].flatMap(WaitingLogin.list)?.map(\.id.text)
    }

    @Test func `logins are told at once where they are others than known`() async throws {
        try broker.offer(.sample("a"), .sample("b"))
        let both = ["aaaaaaaaaaaa", "bbbbbbbbbbbb"]
        try await broker.served { connection in
            await connection.send(RawConnection.request(1, "logins"))
            #expect(ids(await connection.nextJSON()) == both)
            await connection.send(logins(2, known: ["aaaaaaaaaaaa"], wait: 60))
            #expect(ids(await connection.nextJSON()) == both)
            await connection.send(logins(3, known: both.reversed(), wait: 0))
            #expect(ids(await connection.nextJSON()) == both)
        }
    }

    @Test func `a login that comes or goes ends the wait`() async throws {
        try await broker.served { connection in
            await connection.send(logins(1, wait: 60))
            try broker.offer(.sample("a"))
            #expect(ids(await connection.nextJSON()) == ["aaaaaaaaaaaa"])
            await connection.send(logins(2, known: ["aaaaaaaaaaaa"], wait: 60))
            broker.handler.setLogins([])
            #expect(unlink(broker.place.path + "/pending/aaaaaaaaaaaa.json") == 0)
            #expect(ids(await connection.nextJSON()) == [])
        }
    }

    @Test func `a login that comes while the broker looks is not missed`() async throws {
        let broker = try TestBroker(holdsLooks: true)
        try await broker.served { connection in
            _ = await broker.handler.events.next()
            await connection.send(logins(1, wait: 60))
            #expect(await broker.handler.events.next() == .looked)
            try broker.offer(.sample("a"))
            #expect(await broker.changes.next() != nil)
            broker.handler.release(2)
            #expect(ids(await connection.nextJSON()) == ["aaaaaaaaaaaa"])
        }
    }

    @Test func `a wait ends with what there is`() async throws {
        try broker.offer(.sample("a"))
        try await broker.served { connection in
            await connection.send(logins(1, known: ["aaaaaaaaaaaa"], wait: 1))
            #expect(ids(await connection.nextJSON()) == ["aaaaaaaaaaaa"])
        }
    }

    @Test func `a wait holds no thread`() async throws {
        try await broker.served { first in
            var waiting: [RawConnection] = []
            for _ in 1...60 {
                let connection = try RawConnection(to: UnixSocket(path: broker.place.path + "/run/relay.sock"))
                try await connection.hello()
                for id in 1...4 { await connection.send(logins(id, wait: 60)) }
                waiting.append(connection)
            }
            await first.send(RawConnection.request(1, "refuse", #"{"login":"aaaaaaaaaaaa"}"#))
            #expect(await first.nextJSON()?["result"] == [:])
            try broker.offer(.sample("a"))
            for connection in waiting {
                for _ in 1...4 { #expect(ids(await connection.nextJSON()) == ["aaaaaaaaaaaa"]) }
            }
        }
    }
}
