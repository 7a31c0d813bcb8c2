package import FoundationEssentials

extension Credentials {
    /// Credentials that expire sooner than this are refreshed first, so that they do not expire during the caller's
    /// first request.
    package static let safetyMargin: TimeInterval = 300

    /// If the service cannot be reached, credentials are still handed out if they are valid for at least this long,
    /// which is enough for one request.
    package static let lastMinute: TimeInterval = 60

    package func isFresh(at now: Date) -> Bool {
        expiresAt.timeIntervalSince(now) >= Self.safetyMargin
    }

    package func isUsable(at now: Date) -> Bool {
        expiresAt.timeIntervalSince(now) >= Self.lastMinute
    }
}
