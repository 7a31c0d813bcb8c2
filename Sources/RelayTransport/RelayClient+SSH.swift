import Glibc
import NIOCore
import NIOPosix
import POSIX

extension RelayClient {
    /// Runs `ssh`, whose input and output are the connection; each ends with the other.
    ///
    /// - Parameters:
    ///   - client: what the relay says it is, a program and its version.
    ///   - helloTimeout: until the broker has answered `hello`; the person may have to give a password to ssh before.
    ///   - processes: knows the process until it ends.
    ///   - errorLine: gets what ssh says meanwhile, as it came, within limits.
    /// - Throws: ``StateError`` without descriptors, ``RelayLinkError`` with what ssh's exit status says, or ``RelayError`` as the broker answers.
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
