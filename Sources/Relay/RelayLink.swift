import RelayProtocol
import Text

/// The link to the broker of one login, across lost and new connections.
actor RelayLink {
    private var connection: (any RelayConnection)?
    private var isEnded = false
    private var waiters: [CheckedContinuation<Void, Never>] = []

    func use(_ connection: any RelayConnection) {
        guard !isEnded else { return }
        self.connection = connection
        wake()
    }

    /// Ends the link: there will be no further connection. A request in progress may still be answered.
    func end() {
        isEnded = true
        wake()
    }

    /// Sends a request, and sends it again over the next connection if this one is lost. A request may therefore
    /// arrive twice; the broker recognises a code that it already received.
    ///
    /// - Throws: ``RelayError`` from the broker, ``RelayLinkError`` after ``end()``, `CancellationError` if the login
    ///   was cancelled.
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

    /// An exchange with the service takes the broker at most 20 s, and there may be two.
    private static let timeout = Duration.seconds(60)

    private static let ended = RelayLinkError(
        .connectionLost, "the server stopped answering", hint: "check on the server how the login ended")

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
