/// Counts what comes from elsewhere, so that it can be told of without a terminal that overflows.
struct RecentEvents {
    enum Verdict: Equatable {
        case allowed
        /// The first of those that are too many, until one is allowed again.
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

    /// Whether one more is allowed at this time.
    mutating func check(_ now: ContinuousClock.Instant) -> Verdict {
        allowed.removeAll { now - $0 > window }
        let wasTooMany = isTooMany
        isTooMany = allowed.count >= most
        return isTooMany ? wasTooMany ? .tooMany : .firstTooMany : .allowed
    }

    /// Counts one more, where it is allowed.
    mutating func add(_ now: ContinuousClock.Instant) -> Verdict {
        let verdict = check(now)
        if verdict == .allowed { allowed.append(now) }
        return verdict
    }
}
