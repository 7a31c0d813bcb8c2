import NIOCore
import RelayProtocol
import SignIn
import Text

/// The unanswered `logins` requests of a connection, used on its event loop.
///
/// Each is answered when the logins differ from those it knows, or at the end of its wait. No thread is blocked
/// meanwhile.
final class LoginsPolls {
    private let server: RelayServer
    private let loop: any EventLoop
    private let answer: (RelayID, Result<JSONValue, RelayError>) -> Void
    private var polls: [Poll] = []
    private var observation: LoginWatch.Observation?
    private var isEnding = false

    private final class Poll {
        let id: RelayID
        let known: Set<String>
        /// Whether the next result is the answer, whatever it is.
        var isOver = false
        var timer: Scheduled<Void>?
        var isLooking = false
        /// Whether something changed during the look-up, so that it has to be repeated.
        var looksAgain = false

        init(id: RelayID, known: Set<String>) {
            self.id = id
            self.known = known
        }

        /// Returns nil if the request should keep waiting.
        func answer(_ found: Result<[WaitingLogin], RelayError>) -> Result<JSONValue, RelayError>? {
            if case .success(let logins) = found, !isOver, Set(logins.map(\.id.text)) == known { return nil }
            return found.map { .array($0.map(\.json)) }
        }
    }

    init(
        server: RelayServer, on loop: any EventLoop, answer: @escaping (RelayID, Result<JSONValue, RelayError>) -> Void
    ) {
        self.server = server
        self.loop = loop
        self.answer = answer
    }

    func add(_ id: RelayID, known: Set<String>, wait: Duration) {
        let poll = Poll(id: id, known: known)
        polls.append(poll)
        if wait == .zero || isEnding {
            poll.isOver = true
        } else {
            observe()
            poll.timer = loop.assumeIsolated().scheduleTask(in: TimeAmount(wait)) { [weak self] in
                poll.isOver = true
                self?.look(poll)
            }
        }
        look(poll)
    }

    /// Answers all current and future requests with the present state.
    func end() {
        isEnding = true
        for poll in polls {
            poll.isOver = true
            look(poll)
        }
    }

    /// Drops all requests, because the peer has disconnected.
    func cancel() {
        for poll in polls { poll.timer?.cancel() }
        polls = []
        if let observation { server.watch.remove(observation) }
    }

    /// Starts observing before the first look-up of a request, so that no change is missed.
    private func observe() {
        guard observation == nil else { return }
        let polls = NIOLoopBound(self, eventLoop: loop)
        observation = server.watch.observe { [loop] in
            loop.execute { for poll in polls.value.polls { polls.value.look(poll) } }
        }
    }

    private func look(_ poll: Poll) {
        guard !poll.isLooking else {
            poll.looksAgain = true
            return
        }
        poll.isLooking = true
        server.run(on: loop, { [handler = server.handler] () throws(RelayError) in try handler.logins() }) { result in
            poll.isLooking = false
            guard self.polls.contains(where: { $0 === poll }) else { return }
            if let answer = poll.answer(result) {
                poll.timer?.cancel()
                self.polls.removeAll { $0 === poll }
                self.answer(poll.id, answer)
            } else if poll.looksAgain {
                poll.looksAgain = false
                self.look(poll)
            }
        }
    }
}
