import Glibc
import NIOCore
import NIOPosix
package import POSIX
import Polling
package import RelayProtocol
package import Text

/// The socket that all waiting logins of a user share: one of them serves it on behalf of all.
///
/// The process that holds the lock on the file beside the socket serves it. The kernel releases the lock when the
/// process ends, and another process takes over.
package final class RelaySocket: Sendable {
    private let directory: SocketDirectory
    private let socket: UnixSocket
    private let limits: RelayLimits
    private let server: RelayServer
    private let thread = PollingThread(label: "farsign.relay-socket")

    package var path: String { socket.path }

    /// - Parameters:
    ///   - directory: the runtime directory, created if missing.
    ///   - watch: started and stopped by the caller.
    package init(
        in directory: SocketDirectory, handler: any RelayHandler, watch: LoginWatch, limits: RelayLimits = .standard
    ) throws(StateError) {
        self.directory = directory
        self.limits = limits
        socket = try UnixSocket(path: directory.path + "/relay.sock")
        server = RelayServer(handler: handler, watch: watch, limits: limits)
    }

    /// - Throws: ``StateError`` if the path cannot be used, or another file is there.
    package func start() throws(StateError) {
        try thread.start(preparing: prepare) { [self] prepared, wake in
            var serving = prepared.serving
            while serving == nil, !thread.isStopped {
                _ = poll([wake], for: limits.retry)
                if !thread.isStopped { serving = try? serve(under: prepared.lock) }
            }
            while !thread.isStopped { _ = poll([wake], for: nil) }
            serving?.stop()
            close(prepared.lock)
            server.shutDown()
        }
    }

    package func stop() {
        thread.stop()
    }

    private struct Prepared {
        let lock: Int32
        let serving: Serving?
    }

    private struct Serving {
        let listening: ListeningSocket
        let channel: any Channel

        /// Removes the file first, so that a new relay does not find a socket that is about to close.
        func stop() {
            listening.removeFile()
            try? channel.close().wait()
        }
    }

    private func prepare() throws(StateError) -> Prepared {
        try directory.prepare()
        let path = directory.path + "/relay.lock"
        let lock = unsafe open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600 as mode_t)
        guard lock >= 0, fchmod(lock, 0o600) == 0 else {
            throw StateError(.unwritable, path: path, "cannot write \(path.shown): \(SystemError(number: errno).text)")
        }
        do throws(StateError) {
            return Prepared(lock: lock, serving: try serve(under: lock))
        } catch {
            close(lock)
            throw error
        }
    }

    /// Returns nil while another process holds the lock.
    private func serve(under lock: Int32) throws(StateError) -> Serving? {
        guard flock(lock, LOCK_EX | LOCK_NB) == 0 else { return nil }
        do throws(StateError) {
            let listening = try socket.listen()
            return Serving(listening: listening, channel: try accept(on: listening))
        } catch {
            flock(lock, LOCK_UN)
            throw error
        }
    }

    private func accept(on listening: ListeningSocket) throws(StateError) -> any Channel {
        do {
            return try ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .childChannelOption(.allowRemoteHalfClosure, value: true)
                .childChannelInitializer { [server] channel in
                    // An error here would be treated as an error of the listening socket.
                    server.admit(channel, over: .socket).recover { _ in channel.close(promise: nil) }
                }
                .withBoundSocket(listening.descriptor).wait()
        } catch {
            throw StateError(.unwritable, path: path, "cannot serve \(path.shown): \("\(error)".shown)")
        }
    }
}
