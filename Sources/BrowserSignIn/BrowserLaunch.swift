/// Starts a browser of this machine, with one opener after the other until one does not fail. Why none could be, as a text
/// that is safe for a terminal; nil where one was.
///
/// - Parameters:
///   - nextURL: the page's URL for another opener; nil where none is needed any more.
///   - failedLater: told, in the same way, of an opener that failed after it had counted as a success.
package typealias BrowserLaunch =
    @Sendable (
        _ nextURL: @escaping @Sendable () async -> String?, _ failedLater: @escaping @Sendable (String) async -> Void
    ) async -> String?
