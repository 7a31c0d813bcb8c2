/// A rate limit for events caused by peers, so that reports about them do not flood the terminal.
struct RecentEvents {
    enum Verdict: Equatable {
        case allowed
        /// The first event above the limit since one was allowed.
        case firstTooMany
        case tooMany
    }

    private let most: Int
    private let window: Duration
    private var allowed: [ContinuousClock.Instant] = []
    private var isTooMany = false

    init(most: Int, within window: Duration) {
        self.most = most
        self.window = window
    }

    /// Whether another event is allowed at this time.
    mutating func check(_ now: ContinuousClock.Instant) -> Verdict {
        allowed.removeAll { now - $0 > window }
        let wasTooMany = isTooMany
        isTooMany = allowed.count >= most
        return isTooMany ? wasTooMany ? .tooMany : .firstTooMany : .allowed
    }

    /// Counts an event if it is allowed.
    mutating func add(_ now: ContinuousClock.Instant) -> Verdict {
        let verdict = check(now)
        if verdict == .allowed { allowed.append(now) }
        return verdict
    }
}
