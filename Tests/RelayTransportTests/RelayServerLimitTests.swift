import Glibc
import POSIX
import RelayTransport
import SocketTestSupport
import TestSupport
import Testing
import Text

@Suite("What a broker grants to those who connect", .timeLimit(.minutes(5)))
struct RelayServerLimitTests {
    private let refuse = #"{"login":"aaaaaaaaaaaa"}"#
    private let wait = #"{"wait_seconds":60}"#

    @Test func `four requests are under way, and more wait for their turn`() async throws {
        let broker = try TestBroker(holds: true)
        try await broker.served { connection in
            _ = await broker.handler.events.next()
            for id in 1...20 { await connection.send(RawConnection.request(id, "refuse", refuse)) }
            for _ in 1...4 { _ = await broker.handler.events.next() }
            broker.handler.release(20)
            var answered: Set<Int> = []
            for _ in 1...20 { answered.insert(await connection.nextJSON()?["id"]?.int ?? 0) }
            #expect(answered == Set(1...20))
            #expect(broker.handler.mostUnderWay == 4)
        }
    }

    @Test func `requests are answered as they are done, not as they came`() async throws {
        let broker = try TestBroker()
        try await broker.served { connection in
            await connection.send(RawConnection.request(1, "logins", wait))
            await connection.send(RawConnection.request(2, "refuse", refuse))
            #expect(await connection.nextJSON()?["id"] == .integer(2))
            try broker.offer(.sample())
            #expect(await connection.nextJSON()?["id"] == .integer(1))
        }
    }

    @Test func `a relay that does not read is not read from for long`() async throws {
        let broker = try TestBroker()
        try await broker.served { connection in
            let sent = try #require(await connection.sendUntilHeld("garbage", limit: 50_000_000))
            for _ in 0..<(sent / 8) { #expect(await connection.nextError() == "parse-error") }
        }
    }

    @Test func `who does not say hello in time is dropped`() async throws {
        let broker = try TestBroker()
        let socket = try broker.relaySocket(.unhurried.with(\.hello, .milliseconds(50)))
        try socket.start()
        let silent = try RawConnection(to: UnixSocket(path: socket.path))
        let busy = try RawConnection(to: UnixSocket(path: socket.path))
        #expect(await silent.next() == nil)
        // Whatever else it says.
        while await busy.send("garbage") { try Task.checkCancellation() }
        try await blocking { socket.stop() }
    }

    @Test func `who waits for nothing and says nothing is dropped`() async throws {
        let broker = try TestBroker()
        try await broker.served(.unhurried.with(\.silence, .milliseconds(50))) { connection in
            #expect(await connection.next() == nil)
        }
    }

    @Test func `who waits for an answer is not dropped`() async throws {
        let broker = try TestBroker()
        let socket = try broker.relaySocket(.unhurried.with(\.silence, .milliseconds(50)))
        try socket.start()
        let connection = try RawConnection(to: UnixSocket(path: socket.path))
        // In one piece: there is no silence between the two.
        await connection.send(
            RawConnection.request(0, "hello", #"{"protocol":1,"client":"test/1"}"#) + "\n"
                + RawConnection.request(1, "logins", #"{"wait_seconds":1}"#))
        #expect(await connection.nextJSON()?["id"] == .integer(0))
        #expect(await connection.nextJSON()?["result"] == .array([]))
        #expect(await connection.next() == nil)
        try await blocking { socket.stop() }
    }

    @Test func `of 1,000 connections 64 are served, and another once one of them ends`() async throws {
        let broker = try TestBroker()
        try await broker.served { first in
            let socket = try UnixSocket(path: broker.place.path + "/run/relay.sock")
            var open: [RawConnection] = []
            while open.count < 1_000 {
                try Task.checkCancellation()
                if let connection = try? RawConnection(to: socket) {
                    open.append(connection)
                } else {
                    await Task.yield()
                }
            }
            var served: [RawConnection] = []
            for connection in open {
                await connection.send(RawConnection.request(0, "hello", #"{"protocol":1,"client":"test/1"}"#))
                if await connection.next() != nil { served.append(connection) }
            }
            #expect(served.count == 63)
            await first.send(RawConnection.request(1, "refuse", refuse))
            #expect(await first.nextJSON()?["result"] == [:])

            served.removeLast().endSending()
            while true {
                try Task.checkCancellation()
                let late = try RawConnection(to: socket)
                await late.send(RawConnection.request(0, "hello", #"{"protocol":1,"client":"test/1"}"#))
                if await late.next() != nil { break }
            }
        }
    }
}
