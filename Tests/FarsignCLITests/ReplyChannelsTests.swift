import Broker
import BrowserSignIn
import FarsignCLI
import FarsignCore
import FarsignTestSupport
import RelayProtocol
import Session
import SignIn
import SignInSandbox
import Synchronization
import TestSupport
import Testing
import Text

@Suite("the channels to a waiting login")
struct ReplyChannelsTests {
    private let world: TestWorld

    init() async throws {
        world = try await TestWorld()
    }

    /// Listens to nobody.
    private struct Silent: CallbackListener {
        var address: CallbackAddress?
        var path: String?

        init(port: Int? = nil, path: String? = nil) {
            address = port.flatMap(CallbackAddress.init(port:))
            self.path = path
        }

        func serve(
            refused: @escaping @Sendable (_ uid: Int?) -> Void,
            answer: @escaping @Sendable (BrowserRequest) async -> BrowserResponse
        ) {}
        func stop() async {}
    }

    /// Signs in by the paste, so that the login ends.
    private func login(
        _ options: [String], _ ports: LoginPorts, before: (@Sendable (Recorder) -> Void)? = nil
    ) async throws -> TestWorld.Outcome {
        try await world.farsign(
            ["login", "--profile", "dev", "--region", "eu-west-1"] + options, typed: [], ports: ports,
            script: { [sandbox = world.sandbox] seen, deliver in
                before?(seen)
                deliver(.text((try? sandbox.signIn(at: seen.authorizeURL ?? "")) ?? ""))
            })
    }

    @Test func `a socket that cannot be opened is a warning, and the paste still works`() async throws {
        var ports = LoginPorts.unused
        ports.socket = { _ in .failure(StateError(.wrongOwner, path: "/run/x", "/run/x is not ours", hint: "mend it")) }
        let outcome = try await login(["--json"], ports)

        #expect(outcome.status == 0)
        #expect(
            outcome.lines.first == "farsign: warning: relays cannot connect to this login: /run/x is not ours; mend it")
        #expect(try outcome.json.first?["socket"] == .null)
    }

    @Test func `the socket's path is in the JSON, and said with --verbose`() async throws {
        let outcome = try await login(["--json", "--verbose"], .unused)
        #expect(try outcome.json.first?["socket"] == .string("/run/farsign/relay.sock"))
        #expect(outcome.lines.contains("farsign: socket for relays: /run/farsign/relay.sock"))
    }

    @Test func `a relay that FARSIGN_RELAY names and that cannot be used is a warning`() async throws {
        world.set("FARSIGN_RELAY", to: "/tmp/relay.sock")
        let asked = Mutex<[String]>([])
        var ports = LoginPorts.unused
        ports.forwarded = { path, _ in
            asked.withLock { $0.append(path) }
            return .failure(StateError(.symbolicLink, path: path, "\(path) is a link"))
        }
        let outcome = try await login([], ports)

        #expect(outcome.status == 0)
        #expect(asked.withLock { $0 } == ["/tmp/relay.sock"])
        #expect(outcome.lines.contains("farsign: warning: FARSIGN_RELAY cannot be used: /tmp/relay.sock is a link"))
    }

    @Test func `a callback that cannot be served ends the login before its URL is shown`() async throws {
        let outcome = try await login(["--callback", "8976"], .unused)

        #expect(outcome.status == 5)
        #expect(outcome.lines == ["farsign: error: another process listens"])
        #expect(world.names(world.home + "/state/pending").isEmpty)
    }

    @Test(arguments: [
        (true, [], true), (true, ["--remote"], false), (true, ["--no-browser"], false), (false, [], false),
        (false, ["--browser"], true),
    ])
    func `a browser is opened where there is one or one is asked for, on the start page`(
        hasBrowser: Bool, options: [String], opens: Bool
    ) async throws {
        let (opened, opening) = AsyncStream<String>.makeStream()
        var ports = LoginPorts.unused
        ports.hasBrowser = { hasBrowser }
        ports.callback = { _ in Silent(port: 40_123) }
        ports.openBrowser = { next, _ in
            if let url = await next() { opening.yield(url) }
            return nil
        }
        let told = Mutex(false)
        let outcome = try await login(options, ports) { seen in
            let isTold = !opens || yields(until: { seen.notices.contains("A browser was opened on this machine.") })
            told.withLock { $0 = isTold }
        }
        opening.finish()

        #expect(outcome.status == 0)
        #expect(told.withLock { $0 })
        let urls = await opened.reduce(into: []) { $0.append($1) }
        #expect(urls.map { $0.hasPrefix("http://127.0.0.1:40123/start/") } == (opens ? [true] : []))
    }

    @Test(arguments: [
        ("/run/farsign", "127.0.0.1:8976:/run/farsign/callback-8976.sock"),
        ("/run/a b", "'127.0.0.1:8976:/run/a b/callback-8976.sock'"),
        ("/run/it's;$(x)", #"'127.0.0.1:8976:/run/it'\''s;$(x)/callback-8976.sock'"#),
        ("/run/\u{1B}[2J", #"$'127.0.0.1:8976:/run/\033[2J/callback-8976.sock'"#),
    ])
    func `the socket's path is one word of the line to run`(_ directory: String, _ word: String) async throws {
        var ports = LoginPorts.unused
        ports.host = "web 1"
        ports.callback = { place in
            guard case .socket(let name) = place else { return Silent(port: 1) }
            return Silent(path: "\(directory)/\(name)")
        }
        let shown = try await login(["--callback", "8976"], ports)
        #expect(shown.notices.contains("  ssh -o ExitOnForwardFailure=yes -L \(word) 'alice@web 1'\n"))
    }

    @Test func `--callback says what to run and to open on the workstation, and --json has both`() async throws {
        var ports = LoginPorts.unused
        ports.callback = { place in
            guard case .socket(let name) = place else { return Silent(port: 1) }
            return Silent(path: "/run/farsign/\(name)")
        }
        let shown = try await login(["--callback", "8976"], ports)
        let forwarding = "127.0.0.1:8976:/run/farsign/callback-8976.sock"
        #expect(shown.notices.contains("  ssh -o ExitOnForwardFailure=yes -L \(forwarding) alice@web1\n"))
        #expect(shown.notices.contains("\n  http://127.0.0.1:8976/start/"))
        let event = try #require(try await login(["--callback", "8976", "--json"], ports).json.first)
        #expect(event["callback_socket"] == .string("/run/farsign/callback-8976.sock"))
        #expect(event["start_url"]?.text?.hasPrefix("http://127.0.0.1:8976/start/") == true)
    }

    @Test func `--callback-tcp warns`() async throws {
        var ports = LoginPorts.unused
        ports.callback = { place in Silent(port: place == .port(8976) ? 8976 : 1) }
        let shown = try await login(["--callback", "8976", "--callback-tcp"], ports)
        #expect(
            shown.notices.contains("farsign: warning: another user of this machine could have occupied port 8976 first")
        )
        let forwarding = "127.0.0.1:8976:127.0.0.1:8976"
        #expect(shown.notices.contains("  ssh -o ExitOnForwardFailure=yes -L \(forwarding) alice@web1\n"))
    }

    @Test func `a relay that is given a URL is shown, with its phrase`() async throws {
        let world = world
        var ports = LoginPorts.unused
        let changed = Changes()
        ports.watch = { changed }
        let outcome = try await login([], ports) { seen in
            // Another process, as `farsign attach` is.
            let relays = RelayRequestHandler(
                logins: Logins(world), greeting: RelayGreeting(server: "s", host: "h", user: "u"), warn: { _ in })
            guard let id = try? relays.logins().first?.id, let address = CallbackAddress(port: 40_123),
                let phrase = Phrase("maple otter 4821")
            else { return }
            let peer = RelayPeer(transport: .attach, uid: 1000, pid: nil, sshClient: "192.0.2.7 50022")
            _ = try? relays.authorize(id, at: address, phrase, for: peer)
            changed.tell()
            _ = yields(until: { seen.notices.contains("maple otter 4821") })
        }
        #expect(outcome.status == 0)
        #expect(
            outcome.lines.contains {
                $0.hasPrefix("A relay asks to sign you in: ssh from 192.0.2.7. Its phrase is 'maple otter 4821'")
            })
    }
}

extension Logins {
    /// What another process of the user would make.
    fileprivate init(_ world: TestWorld) {
        let other = world.world(Recorder())
        self.init(
            service: other.service, stores: other.stores, person: Person(actor: other.actor, warn: { _ in }))
    }
}

/// Tells of a change when it is told to.
private final class Changes: ReplySource {
    private let deliver = Mutex<(@Sendable (Arrival) -> Void)?>(nil)

    func start(_ deliver: @escaping @Sendable (Arrival) -> Void) {
        self.deliver.withLock { $0 = deliver }
    }

    func stop() {
        deliver.withLock { $0 = nil }
    }

    func tell() {
        deliver.withLock { $0 }?(.changed)
    }
}
