import Glibc
import NIOCore
import NIOPosix
import POSIX

extension RelayClient {
    /// Runs `ssh`, whose input and output are the connection. When one of the two ends, so does the other.
    ///
    /// - Parameters:
    ///   - client: the relay's program and version.
    ///   - helloTimeout: until the broker has answered `hello`. The person may have to enter a password for ssh
    ///     first.
    ///   - processes: tracks the process until it ends.
    ///   - errorLine: receives ssh's error output unchanged, within limits.
    /// - Throws: ``StateError`` without free descriptors, ``RelayLinkError`` with the meaning of ssh's exit status,
    ///   or ``RelayError`` from the broker.
    package static func ssh(
        _ command: SSHCommand, client: String, helloTimeout: Duration, processes: SSHProcesses,
        errorLine: @escaping @Sendable (String) -> Void
    ) async throws -> RelayClient {
        let pair = try SocketPair()
        let process: SSHProcess
        do {
            process = try await SSHProcess(command, connection: pair.theirs, errorLine: errorLine)
            try processes.add(process)
        } catch {
            Glibc.close(pair.ours)
            throw error
        }
        let opening = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .withConnectedSocket(pair.ours) { channel -> EventLoopFuture<Opening> in
                channel.closeFuture.whenComplete { _ in process.connectionClosed(on: channel.eventLoop) }
                return open(channel, client: client, helloTimeout: helloTimeout)
            }
        return try await opening.finished(process)
    }
}
