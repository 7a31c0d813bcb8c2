import FoundationEssentials
import Glibc
import RelayProtocol
import SignIn
import Synchronization
import TestSupport
import Testing
import Text

/// A broker that answers from memory, and notes who asked for what.
final class TestRelayHandler: RelayHandler {
    let greeting = RelayGreeting(server: "farsign/9.9.9", host: "web1", user: "alice")

    private struct State {
        var logins: [LoginID] = []
        var underWay = 0
        var mostUnderWay = 0
    }

    /// What the handler was told.
    enum Event: Equatable, Sendable {
        case connected(RelayPeer)
        case refused(RelayPeer)
        case disconnected(RelayPeer)
        case asked(String)
        case looked
    }

    private let state = Mutex(State())
    private let gate = Gate()
    private let holds: Bool
    private let holdsLooks: Bool
    let events = Events<Event>()

    /// - Parameters:
    ///   - holds: whether calls wait for ``release(_:)``.
    ///   - holdsLooks: whether those who look for logins do, with what they have seen.
    init(holds: Bool = false, holdsLooks: Bool = false) {
        self.holds = holds
        self.holdsLooks = holdsLooks
    }

    var mostUnderWay: Int { state.withLock { $0.mostUnderWay } }

    /// Lets `count` calls that wait go on.
    func release(_ count: Int = 1) {
        for _ in 0..<count { gate.open() }
    }

    func setLogins(_ logins: [LoginID]) {
        state.withLock { $0.logins = logins }
    }

    func logins() throws(RelayError) -> [WaitingLogin] {
        let logins = state.withLock(\.logins)
        if holdsLooks {
            events.add(.looked)
            gate.wait()
        }
        return logins.map {
            WaitingLogin(
                id: $0, profile: "dev", region: "us-east-1", startedAt: Date(timeIntervalSince1970: 0),
                expiresAt: Date(timeIntervalSince1970: 600))
        }
    }

    func refuse(_ login: LoginID, from peer: RelayPeer) {
        state.withLock {
            $0.underWay += 1
            $0.mostUnderWay = max($0.mostUnderWay, $0.underWay)
        }
        defer { state.withLock { $0.underWay -= 1 } }
        events.add(.asked("refuse \(login)"))
        if holds { gate.wait() }
    }

    func deny(_ login: LoginID, state: String, error: String, from peer: RelayPeer) throws(RelayError) {
        throw RelayError(.unknownLogin, "there is no such login", hint: "start one")
    }

    func authorize(
        _ login: LoginID, at address: CallbackAddress, _ phrase: Phrase, for peer: RelayPeer
    ) throws(RelayError) -> RelayAuthorization {
        throw RelayError(.internalError, "not asked for in these tests")
    }

    func submit(
        _ reply: RelayCall.SubmittedReply, for login: LoginID?, from peer: RelayPeer
    ) throws(RelayError) -> SignInResult {
        throw RelayError(.internalError, "not asked for in these tests")
    }

    func connected(_ peer: RelayPeer) { events.add(.connected(peer.onAnyConnection)) }
    func refused(_ peer: RelayPeer) { events.add(.refused(peer.onAnyConnection)) }
    func disconnected(_ peer: RelayPeer) { events.add(.disconnected(peer.onAnyConnection)) }
}

extension RelayPeer {
    /// Without the connection's id, which is drawn anew for each.
    fileprivate var onAnyConnection: RelayPeer {
        var peer = self
        peer.connection = nil
        return peer
    }
}

/// Blocks one thread for each time that it is not opened.
private final class Gate: Sendable {
    private let ends = Pipes()

    func open() { _ = write(ends.writing, "x", 1) }

    func wait() {
        var byte: UInt8 = 0
        _ = read(ends.reading, &byte, 1)
    }
}

/// Both ends of a pipe, closed when the test is over.
final class Pipes: Sendable {
    let reading: Int32
    let writing: Int32

    init() {
        var ends: [Int32] = [-1, -1]
        _ = pipe(&ends)
        (reading, writing) = (ends[0], ends[1])
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    }

    /// A write after this has nowhere to go, and the reader comes to the end.
    func endWriting() { dup2(reading, writing) }

    deinit {
        close(reading)
        close(writing)
    }
}

extension LoginID {
    /// Twelve times the same digit.
    static func sample(_ digit: Character = "a") throws -> LoginID {
        try #require(LoginID(String(repeating: digit, count: 12)))
    }
}
