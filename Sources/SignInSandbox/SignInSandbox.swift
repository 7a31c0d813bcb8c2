package import FoundationEssentials
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// AWS Sign-In's stand-in on loopback: sign-in pages, token endpoint, revocation and STS
/// on one port, as strict as the service itself is documented to be.
///
/// It refuses whatever AWS could refuse, so that a mistake shows here and not at
/// a customer's. Credentials that it issues work with its own STS only.
package final class SignInSandbox: Sendable {
    /// `http://127.0.0.1:PORT`, without a slash at the end.
    package let endpoint: String

    private let shared: SharedService
    private let running: Task<Void, Never>

    /// Where sockets and calls from tests take turns.
    private final class SharedService: Sendable {
        let service: Mutex<SignInService>
        init(_ service: SignInService) { self.service = Mutex(service) }
    }

    private init(port: Int, shared: SharedService, running: Task<Void, Never>) {
        endpoint = "http://127.0.0.1:\(port)"
        self.shared = shared
        self.running = running
    }

    /// Listens on 127.0.0.1 until ``stop()`` or the end of the process, whoever still refers
    /// to the sandbox; port 0 lets the kernel choose one.
    ///
    /// - Parameter clock: what the sandbox goes by, before ``Settings/clockOffset``; the machine's by default.
    ///
    /// Throws ``SettingsError``, or the system's error where the port is taken.
    package static func start(
        port: Int = 0, settings: Settings = Settings(), clock: @escaping @Sendable () -> Date = { Date() }
    ) async throws -> SignInSandbox {
        if let problem = settings.problem { throw SettingsError(problem: problem) }
        let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 1024)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .bind(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline(withErrorHandling: true)
                    return try HTTPChannel(wrappingChannelSynchronously: channel)
                }
            }
        let shared = SharedService(SignInService(settings: settings, clock: clock))
        let running = Task {
            // An accept that fails ends the sandbox: callers see connections refused.
            _ = try? await listener.executeThenClose { connections in
                try await withThrowingDiscardingTaskGroup { group in
                    for try await channel in connections {
                        let connection = Connection(channel: channel) { request in
                            shared.service.withLock { $0.answer(request) }
                        }
                        // A broken connection is the caller's affair.
                        group.addTask { try? await connection.serve() }
                    }
                }
            }
        }
        return SignInSandbox(port: listener.channel.localAddress?.port ?? port, shared: shared, running: running)
    }

    /// Closes every connection and the port; returns when they are closed.
    package func stop() async {
        running.cancel()
        await running.value
    }

    /// Returns when the sandbox has stopped.
    package func wait() async { await running.value }

    package var settings: Settings { shared.service.withLock { $0.settings } }

    /// Changes settings for everything that is issued or checked from now on.
    ///
    /// Traps on settings with a ``Settings/problem``.
    package func update(_ change: (inout Settings) -> Void) {
        shared.service.withLock { service in
            change(&service.settings)
            precondition(service.settings.problem == nil, service.settings.problem ?? "")
        }
    }

    /// Plans a fault, after those that were planned before for the same operation.
    package func fail(_ fault: Fault, on operation: Operation, times: Int = 1, delay: Duration = .zero) {
        fail(PlannedFault(fault, on: operation, times: times, delay: delay))
    }

    package func fail(_ planned: PlannedFault) {
        shared.service.withLock { $0.faults.append(planned) }
    }

    /// What was asked, in the order in which it was answered.
    package var requests: [RequestRecord] { shared.service.withLock { $0.records } }

    /// Every secret value issued or received: codes, code verifiers, access key ids, secret keys,
    /// session tokens, refresh tokens and identity tokens.
    package var secrets: [String] { shared.service.withLock { $0.secrets } }

    /// Ends every session, as an administrator would: their refresh tokens answer `TOKEN_EXPIRED`.
    package func revokeAllSessions() {
        shared.service.withLock { service in
            for place in service.sessions.indices { service.sessions[place].isRevoked = true }
        }
    }

    /// Forgets everything but the settings: what was issued, planned and recorded.
    package func reset() { shared.service.withLock { $0.reset() } }

    func answer(_ request: Request) -> Reply { shared.service.withLock { $0.answer(request) } }
}
