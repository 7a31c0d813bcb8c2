internal import CCurl

/// A transfer that libcurl would not set up or did not finish.
struct CurlError: Error {
    let code: CURLcode
    /// libcurl's own words; they may quote the network.
    let text: String
    /// A connection fit for the request was there: past the TLS handshake for `https`.
    var wasConnected = false
    /// The reply passed a limit.
    var overflowed = false
    /// What the system said to the last `connect`, or 0.
    var systemError: Int32 = 0
}
