package import Text

/// The broker's answers to relays, whatever connection they come over.
///
/// Its functions block: a wire calls them off its event loop.
package protocol RelayHandler: Sendable {
    var greeting: RelayGreeting { get }
    func logins() throws(RelayError) -> [WaitingLogin]
    /// Every call but `hello` and `logins`, which the wire answers with the two above.
    func answer(_ call: RelayCall, from peer: RelayPeer) throws(RelayError) -> JSONValue
    /// A relay said hello.
    func connected(_ peer: RelayPeer)
    /// A process of another user was turned away.
    func refused(_ peer: RelayPeer)
    /// The connection of a relay that had said hello is over.
    func disconnected(_ peer: RelayPeer)
}
