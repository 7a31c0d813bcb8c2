import Glibc
import NIOCore
import NIOPosix
import POSIX
import RelayProtocol
import Subprocess
import SystemPackage
import Text

/// An `ssh` process whose standard input and output are a connection.
final class SSHProcess: Sendable {
    private let destination: String
    private let program: String
    private let run: Task<Result<TerminationStatus, any Error>, Never>

    /// The time to exit by itself, with its own status, after the connection has ended.
    private static let shutdownGracePeriod = TimeAmount.seconds(2)
    /// The time to wait for the rest of the error output after ssh's end, because an ssh master process
    /// (ControlPersist) keeps it open.
    private static let lastErrors = TimeAmount.milliseconds(200)

    /// - Parameter connection: owned by the process from now on.
    init(
        _ command: SSHCommand, connection: Int32, errorLine: @escaping @Sendable (String) -> Void
    ) async throws {
        destination = command.destination
        program = command.program
        let output = fcntl(connection, F_DUPFD_CLOEXEC, 0)
        let errors: SocketPair
        do throws(StateError) {
            errors = try SocketPair()
        } catch {
            close(connection)
            close(output)
            throw error
        }
        let errorChannel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(ErrorLines(errorLine))
                }
            }
            .withConnectedSocket(errors.ours).get()
        run = Task {
            let result: Result<TerminationStatus, any Error>
            do {
                var options = PlatformOptions()
                options.teardownSequence = [.gracefulShutDown(allowedDurationToNextStep: .seconds(1))]
                result = .success(
                    try await Subprocess.run(
                        command.program.contains("/") ? .path(FilePath(command.program)) : .name(command.program),
                        arguments: Arguments(command.arguments), platformOptions: options,
                        input: .fileDescriptor(.init(rawValue: connection), closeAfterSpawningProcess: true),
                        output: .fileDescriptor(.init(rawValue: output), closeAfterSpawningProcess: true),
                        error: .fileDescriptor(.init(rawValue: errors.theirs), closeAfterSpawningProcess: true)
                    ).terminationStatus)
            } catch {
                result = .failure(error)
            }
            errorChannel.eventLoop.scheduleTask(in: Self.lastErrors) { errorChannel.close(promise: nil) }
            try? await errorChannel.closeFuture.get()
            return result
        }
    }

    /// Notes that the connection was closed; the process then exits, or is ended after the grace period.
    func connectionClosed(on loop: any EventLoop) {
        loop.scheduleTask(in: Self.shutdownGracePeriod) { [run] in run.cancel() }
    }

    /// Ends the process with SIGTERM, and a second later with SIGKILL.
    func terminate() {
        run.cancel()
    }

    func end() async {
        _ = await run.value
    }

    /// Waits for the end of the process and returns the reason why the connection was lost.
    func explanation(isGreeted: Bool) async -> RelayLinkError {
        let code: RelayLinkError.Code = isGreeted ? .connectionLost : .notConnected
        let destination = destination.shown
        switch await run.value {
        case .success(.exited(255)):
            return RelayLinkError(
                code, isGreeted ? "ssh lost the connection to \(destination)" : "ssh cannot connect to \(destination)",
                hint: isGreeted ? nil : ShellCommand("ssh", self.destination).after("to see the reason, run"))
        case .success(.exited(127)):
            return RelayLinkError(
                code, "farsign was not found on \(destination)",
                hint: "install it there, or give its path with '--remote-command'")
        case .success(.exited(let status)):
            return RelayLinkError(code, "ssh to \(destination) ended with status \(status)")
        case .success(.signaled(let signal)):
            return RelayLinkError(code, "ssh to \(destination) was ended by signal \(signal)")
        case .failure(let error as SubprocessError) where error.code == .executableNotFound:
            return RelayLinkError(
                code, "the program '\(program.shown)' was not found", hint: "install the OpenSSH client")
        case .failure(let error):
            return RelayLinkError(code, "cannot run \(program.shown): \("\(error)".shown)")
        }
    }
}
