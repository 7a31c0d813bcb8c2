import FoundationEssentials
import Glibc
import RelayProtocol
import RelayTransport
import SocketTestSupport
import TestSupport
import Testing
import Text

/// With scripts in the place of ssh: how OpenSSH itself behaves is seen end to end.
@Suite("A connection through ssh", .timeLimit(.minutes(5)))
struct SSHConnectionTests {
    private let place: SocketPlace
    private let errors = Events<String>()
    private let processes = SSHProcesses()

    init() throws {
        place = try SocketPlace()
    }

    private static let greets =
        #"read -r hello; echo '{"id":0,"jsonrpc":"2.0","result":{"host":"h","protocol":1,"server":"s","user":"u"}}'"#

    private func connect(
        _ script: String, options: [String] = [], helloTimeout: Duration = .seconds(3600)
    ) async throws -> RelayClient {
        let program = place.path + "/ssh"
        try await writeScript("#!/bin/sh\ncd \(place.path)\necho $$ > pid\n\(script)\n", to: program)
        return try await RelayClient.ssh(
            SSHCommand(destination: "web1", options: options, program: program), client: "test/1",
            helloTimeout: helloTimeout, processes: processes, errorLine: { errors.add($0) })
    }

    private var isRunning: Bool {
        get throws {
            let pid = try String(contentsOfFile: place.path + "/pid", encoding: .utf8)
            return try kill(#require(pid_t(pid.dropLast())), 0) == 0
        }
    }

    private func failure(_ script: String, helloTimeout: Duration = .seconds(3600)) async throws -> RelayLinkError? {
        do {
            _ = try await connect(script, helloTimeout: helloTimeout)
            return nil
        } catch let error as RelayLinkError {
            return error
        }
    }

    private func refuse() throws -> RelayCall { .refuse(try .sample()) }

    @Test func `what ssh says on its output is the connection, and on its error output is handed on`() async throws {
        let relay = try await connect(
            "echo Welcome; echo 'a warning' >&2; \(Self.greets); read -r line; echo $line >&2; cat")
        #expect(relay.greeting.host == "h")
        #expect(await errors.next() == "a warning")
        let call = Task { try? await relay.call(refuse(), timeout: .seconds(3600)) }
        #expect(await errors.next()?.contains(#""method":"refuse""#) == true)
        await relay.close()
        _ = await call.value
        #expect(try !isRunning)
    }

    @Test func `ssh gets options, destination and command, and no more than that`() async throws {
        let relay = try await connect(#"printf '%s\n' "$@" > arguments; "# + Self.greets, options: ["-p", "2222"])
        #expect(
            try String(contentsOfFile: place.path + "/arguments", encoding: .utf8).split(separator: "\n")
                == [
                    "-T", "-a", "-x", "-o", "ClearAllForwardings=yes", "-o", "RemoteCommand=none", "-p", "2222", "--",
                    "web1", "farsign attach",
                ])
        await relay.close()
    }

    @Test(arguments: [
        ("exit 255", "ssh cannot connect to web1"), ("exit 127", "farsign was not found on web1"),
        ("exit 3", "ssh to web1 ended with status 3"), ("kill -9 $$", "ssh to web1 was ended by signal 9"),
    ])
    func `an ssh that ends first says why`(_ script: String, _ summary: String) async throws {
        let error = try await failure("echo 'last words' >&2; " + script)
        #expect(error?.code == .notConnected)
        #expect(error?.summary == summary)
        #expect(await errors.next() == "last words")
    }

    @Test func `an ssh that is lost later says so`() async throws {
        let relay = try await connect(Self.greets + "; read -r line; exit 255")
        let error = await #expect(throws: RelayLinkError.self) {
            try await relay.call(refuse(), timeout: .seconds(3600))
        }
        #expect(error?.code == .connectionLost)
        #expect(error?.summary == "ssh lost the connection to web1")
    }

    @Test func `an ssh that does not end with the connection is ended`() async throws {
        let relay = try await connect(Self.greets + "; exec sleep 10000")
        await relay.close()
        #expect(try !isRunning)
    }

    @Test func `an ssh behind which nobody answers is ended`() async throws {
        let error = try await failure("exec sleep 10000", helloTimeout: .milliseconds(1))
        #expect(error?.code == .timedOut)
        #expect(try !isRunning)
    }

    @Test func `a program of its own that stays behind with the error output is not waited for`() async throws {
        let relay = try await connect("sleep 10000 </dev/null >/dev/null & echo $! > master; " + Self.greets)
        await relay.close()
        #expect(try !isRunning)
        let master = try String(contentsOfFile: place.path + "/master", encoding: .utf8)
        #expect(try kill(#require(pid_t(master.dropLast())), SIGKILL) == 0)
    }

    @Test func `all ssh processes are ended at once, and no more are started`() async throws {
        let relay = try await connect(Self.greets + "; trap '' TERM; while :; do sleep 10000; done")
        await processes.terminateAll()
        #expect(try !isRunning)
        await #expect(throws: CancellationError.self) { try await connect(Self.greets + "; cat") }
        await relay.close()
    }

    @Test func `a long line is cut, and of very many the rest is counted`() async throws {
        let error = try await failure(
            "head -c 5000 /dev/zero | tr '\\0' x >&2; echo >&2; yes | head -n 1000 >&2; exit 3")
        #expect(error?.code == .notConnected)
        #expect(await errors.next() == String(repeating: "x", count: 1_024) + " (3976 more bytes)")
        for _ in 1...59 { #expect(await errors.next() == "y") }
        #expect(await errors.next() == "(941 more lines, 1 KiB, were left out)")
    }

    @Test func `a missing ssh is said`() async throws {
        let error = await #expect(throws: RelayLinkError.self) {
            try await RelayClient.ssh(
                SSHCommand(destination: "web1", program: "no-such-program"), client: "test/1",
                helloTimeout: .seconds(3600), processes: processes, errorLine: { _ in })
        }
        #expect(error?.summary == "the program 'no-such-program' was not found")
    }
}
