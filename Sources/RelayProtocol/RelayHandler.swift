package import Text

/// Answers the requests of relays, whatever the transport.
///
/// Its functions block, so a transport must call them off its event loop.
package protocol RelayHandler: Sendable {
    var greeting: RelayGreeting { get }
    func logins() throws(RelayError) -> [WaitingLogin]
    /// Answers every request except `hello` and `logins`, which the transport answers with the two members above.
    func answer(_ call: RelayCall, from peer: RelayPeer) throws(RelayError) -> JSONValue
    /// A relay has completed `hello`.
    func connected(_ peer: RelayPeer)
    /// A process of another user was refused.
    func refused(_ peer: RelayPeer)
    /// A relay that had completed `hello` has disconnected.
    func disconnected(_ peer: RelayPeer)
}
