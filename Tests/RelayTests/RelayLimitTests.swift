import Relay
import RelayProtocol
import SignIn
import TestSupport
import Testing
import Text

@Suite("What a relay takes from hosts at most", .timeLimit(.minutes(1)))
struct RelayLimitTests {
    private let broker = TestBroker()
    private let workstation = TestWorkstation()

    private func logins(_ numbers: ClosedRange<Int>) -> [WaitingLogin] { numbers.map { TestBroker.login($0) } }

    /// Has the broker list them, says no to each, and waits until it knows.
    private func refuse(_ numbers: ClosedRange<Int>) async throws {
        broker.list(logins(numbers))
        for _ in numbers { try await workstation.question().answer(false) }
        for _ in numbers { _ = try #require(await workstation.limitsOver.next()) }
    }

    @Test func `eight logins of a host are in hand at once, and a ninth has to wait`() async throws {
        broker.list(logins(1...9))
        try await serving(broker, at: workstation) {
            var questions: [TestWorkstation.Question] = []
            for _ in 1...8 { questions.append(try await workstation.question()) }
            #expect(workstation.listeners.count == 8)
            questions[0].answer(false)
            _ = try #require(await workstation.limitsOver.next())
            // The broker lists less, as it does when one was refused.
            let refused = try await refusedLogin()
            broker.list(logins(1...9).filter { $0.id.text != refused })
            _ = try await workstation.question()
            #expect(workstation.questions.count == 9)
            #expect(!workstation.lines.contains { $0.contains("offers more") })
        }
    }

    private func refusedLogin() async throws -> String {
        while true {
            let call = try await broker.call()
            if call.hasPrefix("refuse ") { return String(call.dropFirst(7)) }
        }
    }

    @Test func `sixteen logins of a host are taken up a minute, and that there are more is said once`() async throws {
        try await serving(broker, at: workstation) {
            try await refuse(1...8)
            try await refuse(9...16)
            broker.list(logins(17...20))
            try await workstation.line(with: "web1: offers more than 16 logins a minute; further ones have to wait")
            // It is polled again only once it has looked at all of those.
            broker.answerOneListUnreadably()
            broker.list(logins(17...21))
            try await workstation.line(with: "web1: the broker's answer is malformed")
            #expect(workstation.questions.count == 16)
            #expect(workstation.lines.count { $0.contains("offers more") } == 1)
        }
    }

    @Test func `logins that one host offers take nothing from another's`() async throws {
        let other = TestBroker(host: "web2.internal")
        broker.list(logins(1...9))
        other.list(logins(1...8))
        let hosts = [(broker.host(), broker), (other.host(.destination("web2")), other)]
        try await serving(hosts, at: workstation) {
            var hosts: [String: Int] = [:]
            for _ in 1...16 { hosts[try await String(workstation.question().lines[0].prefix(4)), default: 0] += 1 }
            #expect(hosts == ["web1": 8, "web2": 8])
        }
    }

    @Test func `sixteen servers a minute may connect to a socket, and that there are more is said once`() async throws {
        var made: [TestConnection] = []
        try await serving(connectionsTo: broker, at: workstation) { arrive in
            for _ in 1...18 {
                made.append(try broker.connect())
                arrive(made[made.count - 1])
            }
            for _ in 1...17 { try await workstation.line(with: "/run/listen.sock: ") }
        }
        #expect(workstation.lines.count { $0.contains(": connected (") } == 16)
        #expect(
            workstation.lines.filter { $0.contains("more than") } == [
                "/run/listen.sock: servers connect more than 16 times a minute; further ones are closed"
            ])
    }

    @Test func `a server that is one too many for a socket is turned away`() async throws {
        try await serving(connectionsTo: broker, at: workstation) { arrive in
            for _ in 1...16 { arrive(try broker.connect()) }
            let oneTooMany = try broker.connect()
            arrive(oneTooMany)
            try await workstation.line(with: "more than 16 times a minute")
            await oneTooMany.end()
        }
    }

    @Test func `a server that connected to a socket takes its login with it when it goes`() async throws {
        broker.list([TestBroker.login()])
        try await serving(connectionsTo: broker, at: workstation) { arrive in
            let connection = try broker.connect()
            arrive(connection)
            _ = try await workstation.question()
            connection.lose()
            #expect(await workstation.withdrawn.next()?.hasPrefix("/run/listen.sock: asks to sign in") == true)
            // The same login over another connection may be another server's: it is asked about anew.
            arrive(try broker.connect())
            _ = try await workstation.question()
            #expect(workstation.questions.count == 2)
        }
    }
}
