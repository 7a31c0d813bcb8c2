import CPlatform
import Glibc
package import History
import POSIX

/// A log daemon behind a UNIX datagram socket.
package final class DatagramLog: LogSocket {
    /// How long a daemon may read nothing. One that works reads thousands of messages in this time.
    package static let usualTimeout = Duration.seconds(5)

    private let destination: LogDestination
    private let timeout: Duration
    private let descriptor: Int32

    /// Connects, so that the kernel tells when the daemon behind the socket has ended.
    package init(_ destination: LogDestination, timeout: Duration) throws(LogSocketError) {
        self.destination = destination
        self.timeout = timeout
        descriptor = try Self.connect(destination)
    }

    private static func connect(_ destination: LogDestination) throws(LogSocketError) -> Int32 {
        let descriptor = farsign_datagram_open()
        guard descriptor >= 0, unsafe farsign_socket_connect(descriptor, destination.path) == 0 else {
            let error = errno
            if descriptor >= 0 { close(descriptor) }
            throw failure(error, destination)
        }
        return descriptor
    }

    deinit {
        close(descriptor)
    }

    package func send(_ message: [UInt8]) throws(LogSocketError) {
        let end = ContinuousClock.now + timeout
        while true {
            let sent = unsafe Glibc.send(descriptor, message, message.count, Int32(MSG_NOSIGNAL))
            let error = sent < 0 ? errno : 0
            switch error {
            case 0: return
            case EINTR: break
            case EMSGSIZE where destination.daemon == .journald: return try sendFile(message, until: end)
            default: try waitForRoom(after: error, message, until: end)
            }
        }
    }

    private func sendFile(_ message: [UInt8], until end: ContinuousClock.Instant) throws(LogSocketError) {
        while unsafe farsign_datagram_send_file(descriptor, message, message.count) != 0 {
            let error = errno
            if error != EINTR { try waitForRoom(after: error, message, until: end) }
        }
    }

    private func waitForRoom(
        after error: Int32, _ message: [UInt8], until end: ContinuousClock.Instant
    ) throws(LogSocketError) {
        guard error == EAGAIN || error == ENOBUFS else {
            guard error == EMSGSIZE else { throw Self.failure(error, destination) }
            throw .messageTooLarge(
                destination, size: message.count, limit: "the kernel does not send it as one", what: "an event")
        }
        guard ContinuousClock.now < end else { throw readsNothing }
        var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        _ = unsafe poll(&entry, 1, Int32(max(1, (end - ContinuousClock.now) / .milliseconds(1))))
    }

    package func drain() throws(LogSocketError) {
        var unread = farsign_datagram_unread(descriptor)
        var end = ContinuousClock.now + timeout
        // poll(2) does not tell when the last message was read.
        while unread > 0 {
            guard ContinuousClock.now < end else { throw readsNothing }
            usleep(1_000)
            let rest = farsign_datagram_unread(descriptor)
            if rest < unread { end = ContinuousClock.now + timeout }
            unread = rest
        }
        // Nothing is left to be read in a socket without a daemon either.
        close(try Self.connect(destination))
    }

    private var readsNothing: LogSocketError {
        .unavailable(destination, "its daemon has read nothing for \(timeout / .seconds(1)) s")
    }

    private static func failure(_ error: Int32, _ destination: LogDestination) -> LogSocketError {
        switch error {
        case EACCES, EPERM: .accessDenied(destination)
        case ECONNREFUSED, ECONNRESET, ENOTCONN: .unavailable(destination, "no daemon reads from this socket")
        case EPROTOTYPE: .unavailable(destination, "it is a socket of another type")
        default: .unavailable(destination, SystemError(number: error).text)
        }
    }
}
