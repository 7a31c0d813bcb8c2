package import FoundationEssentials

/// The rules of when credentials are refreshed, and of when they are still handed out without that.
package enum RefreshPolicy {
    /// Credentials that expire sooner than this are refreshed first, so that they do not expire during the caller's
    /// first request.
    package static let safetyMargin: TimeInterval = 300

    /// If the service cannot be reached, credentials are still handed out if they are valid for at least this long,
    /// which is enough for one request.
    package static let lastMinute: TimeInterval = 60
}

extension Credentials {
    package func isFresh(at now: Date) -> Bool {
        expiresAt.timeIntervalSince(now) >= RefreshPolicy.safetyMargin
    }

    package func isUsable(at now: Date) -> Bool {
        expiresAt.timeIntervalSince(now) >= RefreshPolicy.lastMinute
    }
}
