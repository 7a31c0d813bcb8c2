import BrowserTransport
import Glibc
import POSIX
import Relay
import RelayTransport
import SocketServer
import Subprocess
import Text

/// Builds the real workstation. Only this file names the adapters.
enum Live {
    private static let client = "farsign-relay/\(RelayProgram.version)"

    /// A reachable broker answers at once.
    private static let helloTimeout = Duration.seconds(10)
    /// The person may have to enter a password or another factor for ssh.
    private static let sshHelloTimeout = Duration.seconds(300)

    static func checkOpenFiles() throws(StateError) {
        try OpenFiles.check()
    }

    static func workstation(_ person: QuestionQueue?, _ screen: Screen) -> Workstation {
        Workstation(
            say: { line in screen.say(line) },
            ask: person.map { person in { @Sendable question in try await person.ask(question) } },
            openBrowser: { nextURL, failedLater in
                await BrowserLauncher(search: browsers).open(nextURL, failedLater: failedLater).failure
            },
            listen: { CallbackServer(on: try LoopbackPort.listen()) },
            randomBytes: randomBytes, pause: { try await Task.sleep(for: $0) })
    }

    static func host(
        _ destination: String, _ options: [String], remoteCommand: String, _ processes: SSHProcesses, _ screen: Screen
    ) -> RelayHost {
        let command = SSHCommand(destination: destination, options: options, remoteCommand: remoteCommand)
        return RelayHost(.destination(destination), longestPause: .seconds(30)) {
            try await RelayClient.ssh(command, client: client, helloTimeout: sshHelloTimeout, processes: processes) {
                line in
                // The text may contain anything, even an imitation of the relay's lines, so each row gets this
                // prefix.
                screen.say(line.shown, prefix: "\(destination.shown) (ssh): ")
            }
        }
    }

    static func host(socket path: String) -> RelayHost {
        // The socket disappears with the login that serves it and returns with the next one.
        RelayHost(.socket(path: path), longestPause: .seconds(1)) {
            try await RelayClient.connect(to: try UnixSocket(path: path), client: client, helloTimeout: helloTimeout)
        }
    }

    static func serve(_ relay: Relay, brokersConnectingTo path: String, _ screen: Screen) async throws {
        let socket = try UnixSocket(path: path)
        let listener = try await RelayListener(at: socket, client: client, helloTimeout: helloTimeout) { uid, pid in
            screen.say("refused a process of another user (uid \(uid), process \(pid)) at \(path.shown)")
        }
        await relay.serve(listener.connections, path: path)
        listener.stop()
    }

    static func snippet(
        for destination: String, _ options: [String], listening path: String?
    ) async throws -> SSHConfigSnippet {
        let named = try SSHDestination(destination)
        let settings = try await Subprocess.run(
            .name("ssh"), arguments: Arguments(options + ["-G", "--", destination]), output: .string(limit: 1 << 20),
            error: .discarded
        ).standardOutput
        guard let user = SSHConfigSnippet.user(in: settings) else {
            throw UsageError(
                "ssh cannot resolve the destination \(destination.shown)",
                hint: ShellCommand("ssh", "-G", destination).after("try"))
        }
        let home = variable("HOME") ?? "~"
        return try SSHConfigSnippet(
            destination: named, local: path ?? "\(home)/.farsign-relay/relay.sock", user: user)
    }

    private static var browsers: BrowserSearch {
        BrowserSearch(variable: variable, isExecutable: BrowserLauncher.isExecutable)
    }

    @Sendable private static func variable(_ name: String) -> String? {
        unsafe getenv(name).map { unsafe String(cString: $0) }
    }

    @Sendable private static func randomBytes(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
    }
}
