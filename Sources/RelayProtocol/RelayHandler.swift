package import SignIn

/// Answers the requests of relays, whatever the transport.
///
/// Its functions block, so a server must call them off its event loop.
package protocol RelayHandler: Sendable {
    var greeting: RelayGreeting { get }
    func logins() throws(RelayError) -> [WaitingLogin]
    func authorize(
        _ login: LoginID, at address: CallbackAddress, _ phrase: Phrase, for peer: RelayPeer
    ) throws(RelayError) -> RelayAuthorization
    /// - Parameter login: if nil, the login is found by the reply's state.
    func submit(
        _ reply: RelayCall.SubmittedReply, for login: LoginID?, from peer: RelayPeer
    ) throws(RelayError) -> SignInResult
    func deny(_ login: LoginID, state: String, error: String, from peer: RelayPeer) throws(RelayError)
    func refuse(_ login: LoginID, from peer: RelayPeer) throws(RelayError)

    /// A relay has completed `hello`.
    func connected(_ peer: RelayPeer)
    /// A process of another user was refused.
    func refused(_ peer: RelayPeer)
    /// A relay that had completed `hello` has disconnected.
    func disconnected(_ peer: RelayPeer)
}
