package import SignIn

/// A port or UNIX socket that receives a browser's requests. It listens from its creation and answers from
/// ``serve(refused:answer:)`` on; requests in between wait.
package protocol CallbackListener: Sendable {
    /// Nil for a UNIX socket.
    var address: CallbackAddress? { get }
    /// The path of the UNIX socket; nil for a port.
    var path: String? { get }

    /// Answers requests until ``stop()``, except those of other users' processes. Called once.
    ///
    /// - Parameter refused: called once for each user whose process was refused; the uid is nil if the kernel does
    ///   not know the process.
    func serve(
        refused: @escaping @Sendable (_ uid: Int?) -> Void,
        answer: @escaping @Sendable (BrowserRequest) async -> BrowserResponse)

    /// Waits for responses that are being written, then closes the port or removes the socket.
    func stop() async
}
