package import RelayProtocol
import SignIn
import Text

/// Opens the logins of servers in this workstation's browser and returns the browser's replies to them.
package struct Relay: Sendable {
    private let workstation: Workstation
    private let policy: RelayPolicy

    /// How long a broker may delay an answer without changes, in seconds; also the time after which a dead connection
    /// is detected.
    private static let wait = 20
    private static let timeout = Duration.seconds(wait + 15)
    /// The minimum interval between requests, against brokers that do not wait.
    private static let minimumPollInterval = Duration.milliseconds(200)
    private static let shortestPause = Duration.seconds(1)
    /// The maximum pause after connections that were lost soon after each other.
    private static let longestPause = Duration.seconds(30)
    /// A connection that is lost earlier counts as a failed one.
    private static let goodConnection = Duration.seconds(30)
    /// The maximum number of reported connections per minute to the listening socket. Each login makes one.
    private static let mostInWindow = 16
    private static let window = Duration.seconds(60)

    package init(at workstation: Workstation, _ policy: RelayPolicy) {
        self.workstation = workstation
        self.policy = policy
    }

    /// Serves a host until the task is cancelled. After a first success, lost connections are made again.
    ///
    /// - Throws: the error of the first connection.
    package func serve(_ host: RelayHost) async throws {
        let logins = ActiveLogins(of: host.route, at: workstation, policy)
        var connection = try await host.connect()
        var pause = Self.shortestPause / 2
        while true {
            let (start, taken) = (ContinuousClock.now, await logins.taken)
            let end = await serve(connection, of: host.route, logins)
            // The connection to a login's own socket may be short.
            let isGood = await logins.taken > taken || ContinuousClock.now - start > Self.goodConnection
            pause = isGood ? Self.shortestPause : min(pause * 2, Self.longestPause)
            if end == .expected { workstation.say("\(host.route.text.shown): waiting for the next login") }
            connection = try await reconnect(host, after: pause, isSaid: end == .expected)
        }
    }

    /// Serves brokers that connect to this workstation, until the sequence ends. Connections cannot be assigned to
    /// servers, so each is handled separately.
    ///
    /// - Parameter path: the path of the socket to which they connect.
    package func serve<Connections: AsyncSequence & Sendable>(_ connections: Connections, path: String) async
    where Connections.Element: RelayConnection, Connections.Failure == Never {
        let route = RelayRoute.socket(path: path)
        var recent = RecentEvents(most: Self.mostInWindow, within: Self.window)
        await withDiscardingTaskGroup { group in
            for await connection in connections {
                switch recent.add(.now) {
                case .allowed: break
                case .firstTooMany:
                    workstation.say(
                        "\(path.shown): servers connect more than \(Self.mostInWindow) times a minute; further ones are closed"
                    )
                    fallthrough
                case .tooMany:
                    await connection.close()
                    continue
                }
                group.addTask {
                    let logins = ActiveLogins(of: route, at: workstation, policy)
                    _ = await serve(connection, of: route, logins)
                    await logins.endAll()
                }
            }
        }
    }

    private enum End {
        /// A login's own socket disappears when the login ends.
        case expected
        /// The reason was reported.
        case lost
    }

    /// Returns when the connection has ended.
    private func serve(_ connection: any RelayConnection, of route: RelayRoute, _ logins: ActiveLogins) async -> End {
        let host = RelayHostName(route, connection.greeting)
        var end = End.lost
        workstation.say("\(host.typed): connected (\(host.claimed))")
        do {
            // The first request does not wait, because a login in progress needs the connection.
            var (known, wait) = ([String](), 0)
            while true {
                let waiting = try await connection.logins(known: known, wait: wait, timeout: Self.timeout)
                await logins.update(waiting, over: connection)
                try await workstation.pause(Self.minimumPollInterval)
                (known, wait) = (waiting.map(\.id.text), Self.wait)
            }
        } catch is CancellationError {
        } catch {
            if await isExpected(error, on: route, logins) {
                end = .expected
            } else {
                let reason = (error as? any ExplainedError)?.summary ?? "\(error)".shown
                workstation.say("\(host.typed): \(reason)")
            }
        }
        await connection.close()
        return end
    }

    private func isExpected(_ error: any Error, on route: RelayRoute, _ logins: ActiveLogins) async -> Bool {
        guard case .socket = route, (error as? RelayLinkError)?.code == .connectionLost else { return false }
        return await logins.isIdle
    }

    private func reconnect(
        _ host: RelayHost, after first: Duration, isSaid: Bool
    ) async throws -> any RelayConnection {
        var isSaid = isSaid
        var pause = first
        while true {
            try await workstation.pause(pause)
            pause = min(pause * 2, host.longestPause)
            do {
                return try await host.connect()
            } catch let error as any ExplainedError {
                if !isSaid { workstation.say("\(host.route.text.shown): trying to connect again: \(error.summary)") }
                isSaid = true
            }
        }
    }
}
