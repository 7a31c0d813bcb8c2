package import Text

/// The socket of a log daemon on this machine: syslog's or journald's.
///
/// It gives no answer. That the daemon has read a message from the socket is all that can be known.
package protocol LogSocket: Sendable {
    /// Hands a message to the kernel, as soon as the daemon makes room for it.
    ///
    /// - Throws: ``LogSocketError``, also if the daemon has ended since the last message.
    func send(_ message: [UInt8]) throws(LogSocketError)
    /// Returns when the daemon has read all messages.
    ///
    /// - Throws: ``LogSocketError``, also if it has ended. Only if another daemon has its place at once, the next
    ///   ``send(_:)`` tells.
    func drain() throws(LogSocketError)
}

/// Why a log daemon does not take a message.
package typealias LogSocketError = CodedError<LogSocketErrorCode>

/// See ``LogSocketError``.
package enum LogSocketErrorCode: String, ErrorCode {
    case unavailable = "log-unavailable"
    case accessDenied = "log-access-denied"
    case messageTooLarge = "message-too-large"
}

extension LogSocketError {
    package static func unavailable(_ destination: LogDestination, _ reason: String) -> LogSocketError {
        LogSocketError(
            .unavailable, "\(destination.name.shown) takes no messages: \(reason)",
            hint: "check that its daemon runs; what it has not read is sent again by the next run")
    }

    package static func accessDenied(_ destination: LogDestination) -> LogSocketError {
        LogSocketError(
            .accessDenied, "\(destination.name.shown) does not let this user write: permission denied",
            hint: "check the owner and the mode of the socket and of its directory")
    }

    package static func messageTooLarge(
        _ destination: LogDestination, size: Int, limit: String, what: String
    ) -> LogSocketError {
        LogSocketError(
            .messageTooLarge,
            "\(what) is a message of \(size) bytes, which is too large for \(destination.name.shown): \(limit)",
            hint:
                "raise the limit of every receiver on the way, as with rsyslog's global(maxMessageSize=\"64k\"), then "
                + "name it with --max-message")
    }
}
