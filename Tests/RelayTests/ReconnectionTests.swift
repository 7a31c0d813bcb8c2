import Relay
import RelayProtocol
import TestSupport
import Testing
import Text

@Suite("A relay's connections to a host", .timeLimit(.minutes(1)))
struct ReconnectionTests {
    private let broker = TestBroker()
    private let workstation = TestWorkstation()

    private static let refused = RelayLinkError(.notConnected, "ssh cannot connect to web1")

    private func seconds(_ numbers: Int...) -> [Duration] { numbers.map { .seconds($0) } }

    @Test func `what keeps the first connection from being made is thrown, and not tried again`() async throws {
        broker.plan([.fails(Self.refused)])
        let relay = Relay(at: workstation.workstation(), RelayPolicy())
        await #expect(throws: Self.refused) { try await relay.serve(broker.host()) }
        #expect(broker.connected.count == 0)
        #expect(workstation.lines == [])
        #expect(workstation.pauses == [])
    }

    @Test func `pauses between two tries double up to the host's limit, and why is said once`() async throws {
        broker.plan([.isLost] + Array(repeating: .fails(Self.refused), count: 6))
        try await serving([(broker.host(longestPause: .seconds(8)), broker)], at: workstation) {
            _ = try await broker.connection()
            _ = try await broker.connection()
            try await workstation.line(with: "connected")
            try await workstation.line(with: "connected")
            #expect(workstation.pauses == seconds(1, 2, 4, 8, 8, 8, 8))
            #expect(
                workstation.lines == [
                    "web1: connected (it says it is alice on web1.internal)", "web1: the connection is lost",
                    "web1: trying to connect again: ssh cannot connect to web1",
                    "web1: connected (it says it is alice on web1.internal)",
                ])
        }
    }

    @Test func `connections that are lost soon are made again after longer and longer pauses, up to 30 seconds`()
        async throws
    {
        broker.plan(Array(repeating: .isLost, count: 7))
        try await serving(broker, at: workstation) {
            for _ in 1...8 { try await workstation.line(with: "connected") }
            #expect(workstation.pauses == seconds(1, 2, 4, 8, 16, 30, 30))
        }
    }

    @Test func `after a connection that brought a login the pauses start anew`() async throws {
        broker.plan([.isLost, .isLost, .isLost])
        broker.list([TestBroker.login()])
        try await serving(broker, at: workstation) {
            for _ in 1...3 { _ = try await broker.connection() }
            let good = try await broker.connection()
            _ = try await workstation.question()
            good.lose()
            _ = try await broker.connection()
            #expect(workstation.pauses == seconds(1, 2, 4, 1))
        }
    }

    @Test func `a list of logins that cannot be read ends the connection, and another is made`() async throws {
        broker.answerOneListUnreadably()
        try await serving(broker, at: workstation) {
            let first = try await broker.connection()
            try await workstation.line(with: "web1: the broker's answer is malformed")
            let second = try await broker.connection()
            #expect(first.isOver)
            broker.list([TestBroker.login()])
            _ = try await workstation.question()
            #expect(!second.isOver)
        }
    }

    @Test func `a login's own socket goes with it, which is no failure, nor are tries until there is another`()
        async throws
    {
        broker.list([TestBroker.login()])
        try await serving(broker, by: .socket(path: "/run/relay.sock"), at: workstation) {
            let connection = try await broker.connection()
            try await workstation.question().answer(false)
            try await workstation.line(with: "refused")
            #expect(try await broker.call().hasPrefix("authorize "))
            #expect(try await broker.call() == "refuse 000000000001")
            broker.list([])
            broker.plan([.fails(Self.refused)])
            connection.lose()
            _ = try await broker.connection()
            try await workstation.line(with: "connected")
            #expect(
                workstation.lines.suffix(2) == [
                    "/run/relay.sock: waiting for the next login",
                    "/run/relay.sock: connected (it says it is alice on web1.internal)",
                ])
        }
    }

    @Test func `a login's own socket that goes before its login has ended is a failure`() async throws {
        broker.list([TestBroker.login()])
        try await serving(broker, by: .socket(path: "/run/relay.sock"), at: workstation) {
            let connection = try await broker.connection()
            _ = try await workstation.question()
            connection.lose()
            try await workstation.line(with: "/run/relay.sock: the connection is lost")
        }
    }
}
