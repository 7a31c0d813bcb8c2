import FoundationEssentials
import RelayProtocol
import SignIn
import Synchronization
import TestSupport
import Text

/// A broker that a test plays, across the connections that a relay makes to it.
final class TestBroker: Sendable {
    /// What comes of a try to connect.
    enum Try: Sendable {
        case connects
        /// It says hello, and is lost before it answers anything.
        case isLost
        case fails(any Error)
    }

    private struct State {
        var waiting: [WaitingLogin] = []
        var tries: [Try] = []
        var connections: [TestConnection] = []
        var attempts = 0
        var page = "https://eu-west-1.signin.aws.amazon.com"
        var isReadable = true
        /// Of the submits to come; nil holds one back.
        var submits: [Result<JSONValue, RelayError>?] = []
    }

    static let session = "arn:aws:iam::123456789012:user/Alice"

    let greeting: RelayGreeting
    private let state = Mutex(State())
    /// Each connection that was made.
    let connected = Events<TestConnection>()
    /// Each call but those for logins, as a line.
    let called = Events<String>()

    init(host: String = "web1.internal") {
        greeting = RelayGreeting(server: "farsign/9.9.9", host: host, user: "alice")
    }

    // MARK: what a test says

    /// What comes of the next tries to connect; those after them connect.
    func plan(_ tries: [Try]) { state.withLock { $0.tries = tries } }

    /// What it answers to the next submits; it signs in at those after them.
    func answer(_ submits: [Result<JSONValue, RelayError>?]) { state.withLock { $0.submits = submits } }

    func sendBrowsers(to page: String) { state.withLock { $0.page = page } }

    /// Its next answer to a poll cannot be read.
    func answerOneListUnreadably() { state.withLock { $0.isReadable = false } }

    /// Those that wait from now on: polls that know others are answered.
    func list(_ logins: [WaitingLogin]) {
        let connections = state.withLock { state in
            state.waiting = logins
            return state.connections
        }
        for connection in connections { connection.answerPolls { self.answer(toPoll: $0) } }
    }

    /// Every connection is lost.
    func end() {
        for connection in state.withLock(\.connections) { connection.lose() }
    }

    // MARK: what a relay comes to

    func connect() throws -> TestConnection {
        let (connection, next) = state.withLock { state in
            let connection = TestConnection(to: self)
            let next = state.tries.isEmpty ? Try.connects : state.tries.removeFirst()
            state.connections.append(connection)
            return (connection, next)
        }
        switch next {
        case .connects: break
        case .isLost: connection.lose()
        case .fails(let error): throw error
        }
        connected.add(connection)
        return connection
    }

    /// Nil for a call that is held back.
    func answer(to call: RelayCall) -> Result<JSONValue, any Error>? {
        switch call {
        case .hello: return .success(greeting.json)
        case .logins: return answer(toPoll: call)
        case .authorize(let login, let address, let phrase):
            called.add("authorize \(login) \(phrase)")
            let (number, page) = state.withLock { state in
                state.attempts += 1
                return (state.attempts, state.page)
            }
            return .success(["url": .string(Self.signInURL(page, Self.state(number), address))])
        case .submit(let login, .code(let code, let state)):
            called.add("submit \(login.map(\.text) ?? "-") \(code.reveal()) \(state)")
            return submitAnswer()
        case .submit: return .failure(RelayError(.invalidParams, "no relay submits texts"))
        case .deny(let login, let state, let error): called.add("deny \(login) \(state) \(error)")
        case .refuse(let login): called.add("refuse \(login)")
        }
        return .success([:])
    }

    private func submitAnswer() -> Result<JSONValue, any Error>? {
        state.withLock { state in
            guard !state.submits.isEmpty else { return .success(Self.signedIn) }
            switch state.submits.removeFirst() {
            case .success(let result)?: return .success(result)
            case .failure(let error)?: return .failure(error)
            case nil: return nil
            }
        }
    }

    private func answer(toPoll call: RelayCall) -> Result<JSONValue, any Error>? {
        guard case .logins(let known, let wait) = call else { return nil }
        return state.withLock { state in
            guard state.isReadable else {
                state.isReadable = true
                return .success(.array([.string("no login")]))
            }
            guard wait == 0 || state.waiting.map(\.id.text) != known else { return nil }
            return .success(.array(state.waiting.map(\.json)))
        }
    }

    // MARK: what it makes

    static let signedIn: JSONValue = [
        "session": .string(session), "account": .string("123456789012"), "profile": .string("dev"),
        "region": .string("eu-west-1"), "credentials_expire_at": .string("2026-11-28T20:00:00Z"),
    ]

    /// The state of the n-th attempt, from 1.
    static func state(_ number: Int) -> String {
        "00000000-0000-4000-8000-\(String(1_000_000_000_000 + number).dropFirst())"
    }

    private static func signInURL(_ page: String, _ state: String, _ address: CallbackAddress) -> String {
        "\(page)/v1/authorize?response_type=code&client_id=arn%3Aaws%3Asignin%3A%3A%3Adevtools%2Fsame-device"
            + "&state=\(state)&code_challenge_method=SHA-256&scope=openid"
            + "&redirect_uri=http%3A%2F%2F127.0.0.1%3A\(address.port)%2Foauth%2Fcallback"
            + "&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    }

    /// The n-th login, from 1, which waits 15 minutes.
    static func login(_ number: Int = 1, profile: String = "dev") -> WaitingLogin {
        let start = Date(timeIntervalSince1970: 1_800_000_000)
        return WaitingLogin(
            id: LoginID(random: [0, 0, 0, 0, 0, UInt8(number)]), profile: profile, region: "eu-west-1",
            startedAt: start, expiresAt: start.addingTimeInterval(900))
    }
}

/// One of its connections.
final class TestConnection: RelayConnection {
    private typealias Answer = CheckedContinuation<JSONValue, any Error>

    private struct State {
        var isOver = false
        var held: [(call: RelayCall, answer: Answer)] = []
    }

    private let broker: TestBroker
    private let state = Mutex(State())
    private let ends = AsyncStream<Void>.makeStream()

    init(to broker: TestBroker) {
        self.broker = broker
    }

    var greeting: RelayGreeting { broker.greeting }
    var isOver: Bool { state.withLock(\.isOver) }

    static let lost = RelayLinkError(.connectionLost, "the connection is lost")

    func call(_ call: RelayCall, timeout: Duration) async throws -> JSONValue {
        try await withCheckedThrowingContinuation { (answer: Answer) in
            // One step, so that no list and no loss comes in between.
            let result: Result<JSONValue, any Error>? = state.withLock { state in
                if state.isOver { return .failure(Self.lost) }
                let result = broker.answer(to: call)
                if result == nil { state.held.append((call, answer)) }
                return result
            }
            if let result { answer.resume(with: result) }
        }
    }

    func close() async {
        lose()
        ends.continuation.finish()
    }

    /// Returns once the relay has closed it.
    func end() async { for await _ in ends.stream {} }

    /// As a cable that is pulled out: what is held back has no answer.
    func lose() {
        let held = state.withLock { state in
            state.isOver = true
            defer { state.held = [] }
            return state.held
        }
        for call in held { call.answer.resume(throwing: Self.lost) }
    }

    /// Answers the polls among what is held back for which there is an answer now.
    func answerPolls(_ answer: (RelayCall) -> Result<JSONValue, any Error>?) {
        answerHeld { answer($0) }
    }

    /// Answers the submits that were held back.
    func answerSubmits(_ result: Result<JSONValue, any Error>) {
        answerHeld { call in
            guard case .submit = call else { return nil }
            return result
        }
    }

    private func answerHeld(_ answer: (RelayCall) -> Result<JSONValue, any Error>?) {
        let answered = state.withLock { state in
            let held = state.held
            state.held = []
            var answered: [(Answer, Result<JSONValue, any Error>)] = []
            for call in held {
                if let result = answer(call.call) {
                    answered.append((call.answer, result))
                } else {
                    state.held.append(call)
                }
            }
            return answered
        }
        for (continuation, result) in answered { continuation.resume(with: result) }
    }
}
