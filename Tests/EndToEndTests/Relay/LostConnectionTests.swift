import FoundationEssentials
import Glibc
import SignInSandbox
import TerminalTestSupport
import Testing
import Text

@Suite("a connection that is lost", .enabled(if: Machine.canGiveAway))
struct LostConnectionTests {
    private let people: People
    private let browser: BrowserByHand
    private let login: RunningProgram
    private let relay: RunningProgram

    init() async throws {
        people = try await People()
        browser = try BrowserByHand(of: people.laptop)
        login = try await people.server.waitingLogin().program
        relay = try people.startRelay([People.destination, "--yes", People.destination], browser: browser.command)
    }

    @Test(arguments: [true, false])
    func `a lost connection is made again by the relay, and the page that is open signs in`(_ isOpenBefore: Bool)
        async throws
    {
        let start = try await browser.url()
        let before = isOpenBefore ? try await browser.answer(start) : nil
        kill(try #require(try children(of: relay.pid).first), SIGKILL)
        try await relay.notice(with: "\(People.destination): ssh to \(People.destination) was ended by signal 9")
        try await login.notice(with: " disconnected. The login still waits")

        let (callback, cookie) = if let before { before } else { try await browser.answer(start) }
        let page = try await people.laptop.get(callback, cookie: cookie)
        #expect(page.status == 200)
        #expect(page.text.contains("<h1>Signed in</h1>"))
        #expect(try await login.end().status == 0)
        try await relay.notice(with: "signed in as \(Machine.alice)")
        #expect(try await people.server.arn() == Machine.alice)
        #expect(try await people.server.events("relay-connected").count == 2)
    }

    /// The server goes on with the exchange, which ends before the relay is back, or after.
    @Test(arguments: [Duration.milliseconds(100), .seconds(3)])
    func `a connection lost while the code is redeemed is made again, and has the outcome`(_ delay: Duration)
        async throws
    {
        people.sandbox.fail(.none, on: .redeem, delay: delay)
        let (callback, cookie) = try await browser.answer(try await browser.url())
        async let answer = people.laptop.get(callback, cookie: cookie)
        try await people.server.waitForRequests(.redeem, 1)
        kill(try #require(try children(of: relay.pid).first), SIGKILL)

        let page = try await answer
        #expect(page.status == 200)
        #expect(page.text.contains("<h1>Signed in</h1>"))
        #expect(try await login.end().status == 0)
        try await relay.notice(with: "signed in as \(Machine.alice)")
        #expect(people.server.count(.redeem) == 1)
    }

    @Test func `a lost connection to a relay that was killed leaves the login waiting, and the next relay signs in`()
        async throws
    {
        let lost = try await browser.answer(try await browser.url())
        let ssh = try #require(try children(of: relay.pid).first)
        relay.signal(SIGKILL)
        _ = try await relay.end()
        try await waitForEnd(of: Int(ssh))
        await #expect(throws: MachineError.self) {
            _ = try await people.laptop.get(lost.callback, cookie: lost.cookie)
        }
        #expect(try people.server.pendingFiles().count == 1)
        try await login.notice(with: " disconnected. The login still waits")

        let next = try people.startRelay([People.destination, "--yes", People.destination], browser: browser.command)
        #expect(try await browser.signIn(browser.url()).status == 200)
        #expect(try await login.end().status == 0)
        try await next.notice(with: "signed in as \(Machine.alice)")
        #expect(people.server.count(.redeem) == 1)
    }

    @Test func `a lost connection behind FARSIGN_RELAY is told to the person who waits, and found again`() async throws
    {
        let (local, remote) = ("\(people.laptop.home)/relay.sock", "\(people.server.home)/relay.sock")
        let browser = try BrowserByHand(of: people.laptop)
        let listening = try people.relayAtTerminal(["--listen", local], browser: browser.command)
        try await people.laptop.waitForSocket(local)
        let ssh = try await people.forward(["-R", "\(remote):\(local)"])
        let (program, _) = try await people.server.waitingLogin("forwarded", environment: ["FARSIGN_RELAY": remote])
        try await program.notice(with: "a relay is connected through FARSIGN_RELAY")
        try await listening.screen(with: "asks to sign in: profile forwarded")
        ssh.signal(SIGKILL)
        _ = try await ssh.end()
        try await program.notice(with: "the relay behind FARSIGN_RELAY disconnected; the login still waits")

        let unlinked = try await people.server.run("/bin/rm", ["-f", remote])
        #expect(unlinked.status == 0)
        let again = try await people.forward(["-R", "\(remote):\(local)"])
        try await program.notice(with: "a relay is connected through FARSIGN_RELAY")
        try await listening.screen(with: "asks to sign in: profile forwarded", times: 2)
        try await listening.type("y\r")
        #expect(try await browser.signIn(browser.url()).status == 200)
        #expect(try await program.end().status == 0)
        withExtendedLifetime(again) {}
    }

    private func children(of pid: pid_t) throws -> [pid_t] {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/task").flatMap { thread in
            try people.laptop.text(of: "/proc/\(pid)/task/\(thread)/children").split(separator: " ").compactMap {
                pid_t($0)
            }
        }
    }
}
