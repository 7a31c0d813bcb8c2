import FoundationEssentials
import Glibc
import SignInSandbox
import Testing
import Text

@Suite("the socket that a user's waiting logins share")
struct SharedSocketTests {
    private let machine: Machine

    init() async throws {
        machine = try await Machine()
    }

    @Test(arguments: [true, false])
    func `the shared socket brings each its reply, whichever owns it, and outlives its owner`(_ ownerIsFirst: Bool)
        async throws
    {
        let (owner, ownersOffer) = try await machine.waitingLogin("one")
        let (other, othersOffer) = try await machine.waitingLogin("two")
        let socket = try #require(ownersOffer["socket"]?.text)
        #expect(othersOffer["socket"]?.text == socket)
        let relay = try await SocketClient.greeted(of: machine, at: socket)
        #expect(try await relay.profiles() == ["one", "two"])

        let (first, second) = ownerIsFirst ? (ownersOffer, othersOffer) : (othersOffer, ownersOffer)
        #expect(try await relay.signIn(first, at: machine.sandbox)["result"]?["profile"] == first["profile"])
        #expect(try await (ownerIsFirst ? owner : other).end().status == 0)
        try await machine.waitForSocket(socket)
        let next = try await SocketClient.greeted(of: machine, at: socket)
        #expect(try await next.profiles() == [second["profile"]?.text])
        #expect(try await next.signIn(second, at: machine.sandbox)["result"]?["profile"] == second["profile"])
        #expect(try await (ownerIsFirst ? other : owner).end().status == 0)
        #expect(!FileManager.default.fileExists(atPath: socket))
    }

    @Test func `the shared socket is taken over from an owner that was killed, with the login that he leaves`()
        async throws
    {
        let (owner, _) = try await machine.waitingLogin("one")
        let (other, offer) = try await machine.waitingLogin("two")
        let socket = try #require(offer["socket"]?.text)
        owner.signal(SIGKILL)
        _ = try await owner.end()

        try await machine.waitForSocket(socket)
        let relay = try await SocketClient.greeted(of: machine, at: socket)
        #expect(try await relay.profiles() == ["one", "two"])
        #expect(try await relay.signIn(offer, at: machine.sandbox)["result"]?["profile"]?.text == "two")
        #expect(try await other.end().status == 0)
    }

    @Test func `the shared socket is replaced where it is stale`() async throws {
        let (killed, offer) = try await machine.waitingLogin("one")
        killed.signal(SIGKILL)
        _ = try await killed.end()
        let socket = try #require(offer["socket"]?.text)
        #expect(FileManager.default.fileExists(atPath: socket))

        let (next, nextOffer) = try await machine.waitingLogin("two")
        #expect(nextOffer["socket"]?.text == socket)
        let relay = try await SocketClient.greeted(of: machine, at: socket)
        #expect(try await relay.signIn(nextOffer, at: machine.sandbox)["result"]?["profile"]?.text == "two")
        #expect(try await next.end().status == 0)
    }

    @Test func `the shared socket is left to another process that lives, and the paste works`() async throws {
        let run = "\(machine.statePath)/run"
        try FileManager.default.createDirectory(atPath: run, withIntermediateDirectories: true)
        for path in [machine.statePath, run] { try machine.setMode(0o700, of: path) }
        let program = """
            import socket, sys
            listener = socket.socket(socket.AF_UNIX)
            listener.bind(sys.argv[1])
            listener.listen()
            print("listening", flush=True)
            while True:
                connection, _ = listener.accept()
                # Who only looks whether somebody listens is gone already.
                try: connection.sendall(b"still here\\n")
                except BrokenPipeError: pass
            """
        let path = "\(run)/relay.sock"
        let foreign = try machine.start("/usr/bin/python3", ["-c", program, path])
        #expect(try await foreign.line() == "listening")

        let login = try machine.startFarsign(
            ["login", "--profile", "dev", "--region", "us-east-1", "--json"], input: .pipe)
        let offer = try JSONValue(parsing: Array(try await login.line().utf8))
        #expect(offer["socket"] == .null)
        let warning = try await login.notice(with: "relays cannot connect to this login")
        #expect(warning.contains("a socket of another process is at \(path)"))
        #expect(try await SocketClient(of: machine, to: path).program.line() == "still here")
        try await login.send(try machine.sandbox.signIn(at: try #require(offer["url"]?.text)) + "\n")
        #expect(try await login.end().status == 0)
    }
}
