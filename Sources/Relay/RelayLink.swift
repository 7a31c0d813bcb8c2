import RelayProtocol
import Text

/// The connection to the broker of one login, across connections that are lost and made again.
actor RelayLink {
    private var connection: (any RelayConnection)?
    private var isEnded = false
    private var waiters: [CheckedContinuation<Void, Never>] = []

    func use(_ connection: any RelayConnection) {
        guard !isEnded else { return }
        self.connection = connection
        wake()
    }

    /// No connection comes any more. A call that is under way may still be answered.
    func end() {
        isEnded = true
        wake()
    }

    /// Asks, and asks again over the next connection where this one is lost. Every call may come twice: the broker
    /// knows a code that it was given already.
    ///
    /// - Throws: ``RelayError`` as the broker answers, ``RelayLinkError`` after ``end()``, `CancellationError` where the
    ///   login was given up.
    func ask<Answer: Sendable>(
        _ body: @Sendable (_ broker: any RelayConnection, _ timeout: Duration) async throws -> Answer
    ) async throws -> Answer {
        while true {
            try Task.checkCancellation()
            guard let current = connection else {
                guard !isEnded else { throw Self.ended }
                await next()
                continue
            }
            do {
                return try await body(current, Self.timeout)
            } catch is RelayLinkError {
                if connection === current { connection = nil }
            }
        }
    }

    /// An exchange with the service takes the broker 20 s at most, and there may be two.
    private static let timeout = Duration.seconds(60)

    private static let ended = RelayLinkError(
        .connectionLost, "the server did not answer any more", hint: "look there for how the login ended")

    private func next() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                if Task.isCancelled { continuation.resume() } else { waiters.append(continuation) }
            }
        } onCancel: {
            Task { await wake() }
        }
    }

    private func wake() {
        for waiter in waiters { waiter.resume() }
        waiters = []
    }
}
