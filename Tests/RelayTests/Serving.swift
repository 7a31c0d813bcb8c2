import BrowserSignIn
import BrowserTestSupport
import Relay
import RelayProtocol
import TestSupport
import Testing

extension TestBroker {
    /// The host that leads to it.
    func host(_ route: RelayRoute = .destination("web1"), longestPause: Duration = .seconds(30)) -> RelayHost {
        RelayHost(route, longestPause: longestPause) { try self.connect() }
    }

    func connection() async throws -> TestConnection { try #require(await connected.next()) }
    func call() async throws -> String { try #require(await called.next()) }
}

/// Serves hosts while `body` runs.
func serving(
    _ hosts: [(RelayHost, TestBroker)], at workstation: TestWorkstation, _ policy: RelayPolicy = RelayPolicy(),
    hasTerminal: Bool = true, _ body: () async throws -> Void
) async throws {
    let relay = Relay(at: workstation.workstation(hasTerminal: hasTerminal), policy)
    let tasks = hosts.map { host, _ in Task { try await relay.serve(host) } }
    let result: Result<Void, any Error>
    do { result = .success(try await body()) } catch { result = .failure(error) }
    for task in tasks { task.cancel() }
    // A call under way does not end with its task.
    for (_, broker) in hosts { broker.end() }
    for task in tasks { _ = await task.result }
    workstation.elapse()
    try result.get()
}

/// Serves one host while `body` runs.
func serving(
    _ broker: TestBroker, by route: RelayRoute = .destination("web1"), at workstation: TestWorkstation,
    _ policy: RelayPolicy = RelayPolicy(), hasTerminal: Bool = true, _ body: () async throws -> Void
) async throws {
    try await serving([(broker.host(route), broker)], at: workstation, policy, hasTerminal: hasTerminal, body)
}

/// Serves brokers that connect to a socket while `body` runs, which is given what makes one connect.
func serving(
    connectionsTo broker: TestBroker, at workstation: TestWorkstation,
    _ body: (_ arrive: (TestConnection) -> Void) async throws -> Void
) async throws {
    let (connections, arrival) = AsyncStream<TestConnection>.makeStream()
    let relay = Relay(at: workstation.workstation(), RelayPolicy())
    let task = Task { await relay.serve(connections, path: "/run/listen.sock") }
    let result: Result<Void, any Error>
    do { result = .success(try await body { arrival.yield($0) }) } catch { result = .failure(error) }
    arrival.finish()
    broker.end()
    await task.value
    workstation.elapse()
    try result.get()
}

extension TestBrowser {
    /// Opens what a browser was started with, and comes back from the sign-in page.
    mutating func signIn(by start: String, answer: String = "code=abc") async throws -> BrowserResponse {
        let page = try #require(await open(start).all("Location").first)
        return await bring(answer, from: page)
    }

    /// The redirect of a sign-in page.
    mutating func bring(_ answer: String, from page: String) async -> BrowserResponse {
        let state = page.split(separator: "&").first { $0.hasPrefix("state=") } ?? ""
        return await open("/oauth/callback?\(answer)&\(state)")
    }
}
