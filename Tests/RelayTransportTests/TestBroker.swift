import FoundationEssentials
import Glibc
import POSIX
import RelayTransport
import SignIn
import SocketTestSupport
import TestSupport
import Testing
import Text

/// A user's directories, with a relay's socket in the one and pending logins in the other.
final class TestBroker: Sendable {
    let place: SocketPlace
    let handler: TestRelayHandler
    let watch: LoginWatch
    /// What the watch on the logins tells.
    let changes = Events<Void>()

    init(holds: Bool = false, holdsLooks: Bool = false) throws {
        place = try SocketPlace()
        handler = TestRelayHandler(holds: holds, holdsLooks: holdsLooks)
        try SocketDirectory(path: place.path + "/pending").prepare()
        watch = LoginWatch(directory: place.path + "/pending")
        try watch.start(changed: { [changes] in changes.add(()) })
    }

    deinit {
        watch.stop()
    }

    func relaySocket(_ limits: RelayLimits = .unhurried) throws -> RelaySocket {
        try RelaySocket(
            in: SocketDirectory(path: place.path + "/run"), handler: handler, watch: watch, limits: limits)
    }

    /// Runs `body` with a socket that is served, and says hello on a connection first.
    func served<Result>(
        _ limits: RelayLimits = .unhurried, _ body: (RawConnection) async throws -> Result
    ) async throws -> Result {
        let socket = try relaySocket(limits)
        try socket.start()
        do {
            let connection = try RawConnection(to: UnixSocket(path: socket.path))
            try await connection.hello()
            let result = try await body(connection)
            try await blocking { socket.stop() }
            return result
        } catch {
            try await blocking { socket.stop() }
            throw error
        }
    }

    /// Changes the logins as a process of the user does: by renaming a file into its place.
    func offer(_ logins: LoginID...) throws {
        handler.setLogins(logins)
        let file = place.path + "/pending/" + (logins.last?.text ?? "none")
        try Data().write(to: URL(filePath: file + ".new"))
        guard rename(file + ".new", file + ".json") == 0 else { throw StateError(.unwritable, path: file, "rename") }
    }
}

extension RelayLimits {
    /// No deadline comes within any test.
    static let unhurried = RelayLimits(
        hello: .seconds(3600), silence: .seconds(3600), connections: 64, shutdownGracePeriod: .seconds(3600),
        retry: .milliseconds(1))

    func with(_ member: WritableKeyPath<RelayLimits, Duration>, _ value: Duration) -> RelayLimits {
        var limits = self
        limits[keyPath: member] = value
        return limits
    }
}
