public import FoundationEssentials

extension Credentials {
    /// Credentials closer to expiry than this are refreshed first, so that a
    /// caller never receives keys that die in the middle of its first request.
    public static let safetyMargin: TimeInterval = 300

    /// Where the service cannot be reached, credentials are still handed out
    /// while they live this long: enough for one request.
    public static let lastMinute: TimeInterval = 60

    public func isFresh(at now: Date) -> Bool {
        expiresAt.timeIntervalSince(now) >= Self.safetyMargin
    }

    public func isUsable(at now: Date) -> Bool {
        expiresAt.timeIntervalSince(now) >= Self.lastMinute
    }
}
