public import FarsignShared

/// Brings logins of servers to the browser of this workstation, and the browser's answers back.
public struct Relay: Sendable {
    private let workstation: Workstation
    private let policy: RelayPolicy

    /// Seconds that a broker may hold back its answer where nothing changes; also how soon a dead connection is found.
    private static let wait = 20
    private static let patience = Duration.seconds(wait + 15)
    /// A broker that never waits does not keep us busy.
    private static let breath = Duration.milliseconds(200)
    private static let shortestPause = Duration.seconds(1)
    /// A connection that is lost sooner counts as one that failed.
    private static let goodConnection = Duration.seconds(30)

    public init(at workstation: Workstation, _ policy: RelayPolicy) {
        self.workstation = workstation
        self.policy = policy
    }

    /// Serves a host until the task is cancelled: a connection that was there once is made again.
    ///
    /// - Throws: what keeps the first connection from being made.
    public func serve(_ host: RelayHost) async throws {
        let logins = LoginsInHand(of: host.name, at: workstation, policy)
        var connection = try await host.connect()
        var pause = Self.shortestPause
        while true {
            let start = ContinuousClock.now
            await serve(connection, of: host.name, logins)
            if ContinuousClock.now - start > Self.goodConnection { pause = Self.shortestPause }
            connection = try await reconnect(host, &pause)
        }
    }

    /// Serves brokers that connect here, until no more can. Nothing says which of their connections are the same
    /// server's: each stands for itself.
    public func serve<Connections: AsyncSequence & Sendable>(_ connections: Connections, name: String) async
    where Connections.Element: RelayConnection, Connections.Failure == Never {
        await withDiscardingTaskGroup { group in
            for await connection in connections {
                group.addTask {
                    let logins = LoginsInHand(of: name, at: workstation, policy)
                    await serve(connection, of: name, logins)
                    await logins.endAll()
                }
            }
        }
    }

    /// Returns when the connection is lost, having said so.
    private func serve(_ connection: any RelayConnection, of name: String, _ logins: LoginsInHand) async {
        let host = RelayHostName(name, connection.greeting)
        workstation.say("\(host.typed): connected (\(host.claimed))")
        do {
            // At once for the first time: a login in hand needs a connection.
            var call = RelayCall.logins(known: [], wait: 0)
            while true {
                guard let waiting = RelayLogin.list(json: try await connection.call(call, timeout: Self.patience))
                else { throw RelayError(.internalError, "the broker's list of logins cannot be read") }
                await logins.update(waiting, over: connection)
                try await workstation.pause(Self.breath)
                call = .logins(known: waiting.map(\.id.text), wait: Self.wait)
            }
        } catch is CancellationError {
        } catch {
            let reason = (error as? any ExplainedError)?.summary ?? "\(error)".shown
            workstation.say("\(host.typed): \(reason)")
        }
        await connection.close()
    }

    private func reconnect(_ host: RelayHost, _ pause: inout Duration) async throws -> any RelayConnection {
        var isSaid = false
        while true {
            try await workstation.pause(pause)
            pause = min(pause * 2, host.longestPause)
            do {
                return try await host.connect()
            } catch let error as any ExplainedError {
                if !isSaid { workstation.say("\(host.name.shown): trying to connect again: \(error.summary)") }
                isSaid = true
            }
        }
    }
}
