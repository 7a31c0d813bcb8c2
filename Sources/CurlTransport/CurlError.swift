internal import CCurl

/// An error from libcurl while it prepared or ran a transfer.
struct CurlError: Error {
    let code: CURLcode
    /// libcurl's own text, which may quote data from the network.
    let text: String
    /// Whether the connection was established; for `https` this includes the TLS handshake.
    var wasConnected = false
    /// Whether the reply exceeded a limit.
    var overflowed = false
    /// The errno of the last `connect`, or 0.
    var systemError: Int32 = 0
}
