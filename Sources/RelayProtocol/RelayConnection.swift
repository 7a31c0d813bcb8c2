package import Text

/// A relay's connection to a broker, after `hello`.
package protocol RelayConnection: AnyObject, Sendable {
    var greeting: RelayGreeting { get }

    /// Sends a request and waits for the answer. At most ``RelayCall/mostOutstanding`` requests are outstanding;
    /// further ones wait. Cancelling the task does not end a call; ``close()`` does.
    ///
    /// - Parameter timeout: starts now. If there is no answer by then, the connection is closed.
    /// - Throws: ``RelayError`` from the broker, ``RelayLinkError`` if the connection has ended.
    func call(_ call: RelayCall, timeout: Duration) async throws -> JSONValue

    /// Returns when the connection and the process behind it have ended.
    func close() async
}
