/// Starts a browser on this machine, trying one opener after the other until one does not fail. Returns nil for
/// success, otherwise the reason as text that is safe for a terminal.
///
/// - Parameters:
///   - nextURL: returns the URL for the next opener; nil if no more are needed.
///   - failedLater: called with the reason if an opener fails after it counted as started.
package typealias BrowserLaunch =
    @Sendable (
        _ nextURL: @escaping @Sendable () async -> String?, _ failedLater: @escaping @Sendable (String) async -> Void
    ) async -> String?
