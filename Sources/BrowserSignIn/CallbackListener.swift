package import SignIn

/// A port or UNIX socket that a browser's requests come to. It listens as soon as it is made, and answers from
/// ``serve(refused:answer:)`` on: requests that come in between wait.
package protocol CallbackListener: Sendable {
    /// Nil on a UNIX socket.
    var address: CallbackAddress? { get }
    /// The path of the UNIX socket; nil on a port.
    var path: String? { get }

    /// Answers requests until ``stop()``, but none of other users' processes. Called once.
    ///
    /// - Parameter refused: called once for each user whose process was refused; the uid is nil where the kernel knows
    ///   no such process.
    func serve(
        refused: @escaping @Sendable (_ uid: Int?) -> Void,
        answer: @escaping @Sendable (BrowserRequest) async -> BrowserResponse)

    /// Waits for answers that are being written, then closes the port or removes the socket.
    func stop() async
}
