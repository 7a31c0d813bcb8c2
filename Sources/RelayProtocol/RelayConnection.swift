package import Text

/// A relay's connection to a broker that has said hello.
package protocol RelayConnection: AnyObject, Sendable {
    var greeting: RelayGreeting { get }

    /// At most ``RelayCall/mostOutstanding`` are under way at once; more wait for their turn. Cancelling the task does not
    /// end a call, ``close()`` does.
    ///
    /// - Parameter timeout: from now on. An answer that is not there by then ends the connection.
    /// - Throws: ``RelayError`` as the broker answers, ``RelayLinkError`` once the connection is over.
    func call(_ call: RelayCall, timeout: Duration) async throws -> JSONValue

    /// Returns when the connection is over, and so is the process behind it.
    func close() async
}
