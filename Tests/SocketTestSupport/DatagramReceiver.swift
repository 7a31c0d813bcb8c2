import CPlatform
import Dispatch
import Glibc
import Synchronization
import Testing

/// The socket of a log daemon, at a path.
package final class DatagramReceiver: Sendable {
    private final class Inbox: Sendable {
        let messages = Mutex<[[UInt8]]>([])
        let isOpen = Mutex(true)
    }

    private let descriptor: Int32
    private let inbox = Inbox()
    private let reader = DispatchGroup()

    /// - Parameter count: how many messages it reads; the next ones stay in the kernel's queue.
    package init(at path: String, reading count: Int = .max) throws {
        descriptor = farsign_datagram_open()
        try #require(farsign_socket_bind(descriptor, path) == 0)
        // Blocking, for the thread that reads.
        _ = fcntl(descriptor, F_SETFL, 0)
        DispatchQueue(label: "log").async(group: reader) { [descriptor, inbox] in
            for _ in 0..<count {
                var bytes = [UInt8](repeating: 0, count: 1 << 20)
                let length = recv(descriptor, &bytes, bytes.count, 0)
                // Nothing comes any more after shutdown(2).
                guard length > 0 else { return }
                inbox.messages.withLock { $0.append(Array(bytes.prefix(length))) }
            }
        }
    }

    deinit { end() }

    /// What was read so far.
    package var messages: [[UInt8]] { inbox.messages.withLock { $0 } }

    /// Ends like a daemon that is killed: what was not read is gone, and the file of the socket stays.
    package func end() {
        inbox.isOpen.withLock { isOpen in
            guard isOpen else { return }
            isOpen = false
            shutdown(descriptor, Int32(SHUT_RDWR))
            reader.wait()
            close(descriptor)
        }
    }
}
