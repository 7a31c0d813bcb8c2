package import FoundationEssentials
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// A stand-in for AWS Sign-In on loopback: sign-in pages, token endpoint, revocation, introspection, the control plane
/// of sessions and STS on one port, as strict as the service's documentation.
///
/// It refuses everything that AWS could refuse, so that mistakes appear in tests. Its credentials work only with its
/// own STS.
package final class SignInSandbox: Sendable {
    /// `http://127.0.0.1:PORT`, without a trailing slash.
    package let endpoint: String

    private let shared: SharedService
    private let running: Task<Void, Never>

    /// The service behind a lock, shared by the sockets and calls from tests.
    private final class SharedService: Sendable {
        let service: Mutex<SignInService>
        init(_ service: SignInService) { self.service = Mutex(service) }
    }

    private init(port: Int, shared: SharedService, running: Task<Void, Never>) {
        endpoint = "http://127.0.0.1:\(port)"
        self.shared = shared
        self.running = running
    }

    /// Listens on 127.0.0.1 until ``stop()`` or the end of the process, even if nothing refers to the sandbox any
    /// more. Port 0 lets the kernel choose one.
    ///
    /// - Parameter clock: the time before ``Settings/clockOffset`` is added; the machine's clock by default.
    /// - Throws: ``SettingsError``, or the system's error if the port is taken.
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
            // A failed accept ends the sandbox; clients see refused connections.
            _ = try? await listener.executeThenClose { connections in
                try await withThrowingDiscardingTaskGroup { group in
                    for try await channel in connections {
                        let connection = Connection(channel: channel) { request in
                            shared.service.withLock { $0.answer(request) }
                        }
                        // A broken connection concerns only its client.
                        group.addTask { try? await connection.serve() }
                    }
                }
            }
        }
        return SignInSandbox(port: listener.channel.localAddress?.port ?? port, shared: shared, running: running)
    }

    /// Closes all connections and the port, and returns when they are closed.
    package func stop() async {
        running.cancel()
        await running.value
    }

    /// Returns when the sandbox has stopped.
    package func wait() async { await running.value }

    package var settings: Settings { shared.service.withLock { $0.settings } }

    /// Changes the settings for everything that is issued or checked from now on.
    ///
    /// It traps on settings with a ``Settings/problem``.
    package func update(_ change: (inout Settings) -> Void) {
        shared.service.withLock { service in
            change(&service.settings)
            precondition(service.settings.problem == nil, service.settings.problem ?? "")
        }
    }

    /// Plans a fault after the faults that are already planned for the operation.
    package func fail(_ fault: Fault, on operation: Operation, times: Int = 1, delay: Duration = .zero) {
        fail(PlannedFault(fault, on: operation, times: times, delay: delay))
    }

    package func fail(_ planned: PlannedFault) {
        shared.service.withLock { $0.faults.append(planned) }
    }

    /// The requests in the order in which they were answered.
    package var requests: [RequestRecord] { shared.service.withLock { $0.records } }

    /// Every secret value that was issued or received: codes, code verifiers, access key ids, secret keys, session
    /// tokens, refresh tokens and id tokens.
    package var secrets: [String] { shared.service.withLock { $0.secrets } }

    /// Ends all sessions like an administrator: their refresh tokens return `TOKEN_EXPIRED`.
    package func revokeAllSessions() {
        shared.service.withLock { service in
            for place in service.sessions.indices { service.sessions[place].isRevoked = true }
        }
    }

    /// Opens a session of an identity as another client would, without tokens here. Returns its ARN.
    @discardableResult
    package func addSession(as arn: String, clientType: String = "CLI", userAgent: String? = nil) throws -> String {
        try shared.service.withLock { try $0.addSession(as: arn, clientType: clientType, userAgent: userAgent) }
    }

    /// The ARNs of all sessions, in the order of their sign-ins.
    package var sessions: [String] { shared.service.withLock { $0.sessions.map(\.arn) } }

    /// Deletes all state except the settings: everything issued, planned and recorded.
    package func reset() { shared.service.withLock { $0.reset() } }

    func answer(_ request: Request) -> Reply { shared.service.withLock { $0.answer(request) } }
}
