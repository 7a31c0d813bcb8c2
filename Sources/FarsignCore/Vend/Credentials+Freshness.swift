package import FoundationEssentials

extension Credentials {
    /// Credentials closer to expiry than this are refreshed first, so that a
    /// caller never receives keys that die in the middle of its first request.
    package static let safetyMargin: TimeInterval = 300

    /// Where the service cannot be reached, credentials are still handed out
    /// while they live this long: enough for one request.
    package static let lastMinute: TimeInterval = 60

    package func isFresh(at now: Date) -> Bool {
        expiresAt.timeIntervalSince(now) >= Self.safetyMargin
    }

    package func isUsable(at now: Date) -> Bool {
        expiresAt.timeIntervalSince(now) >= Self.lastMinute
    }
}
