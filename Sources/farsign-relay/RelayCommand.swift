import ArgumentParser
import POSIX
import Text

/// What is left of the command line once ssh's options are taken out.
struct RelayCommand: ParsableCommand {
    @Argument(
        help: ArgumentHelp(
            "Servers to bring the logins of to this browser, as ssh(1) takes them.", valueName: "destination"))
    var destinations: [String] = []

    @Option(
        help: ArgumentHelp(
            "Open the browser for this destination without asking. Can be given several times.",
            valueName: "destination"))
    var yes: [String] = []

    @Option(
        help: ArgumentHelp(
            "Use a socket that 'ssh -L' leads to a waiting login. Can be given several times.", valueName: "path"))
    var socket: [String] = []

    @Option(
        help: ArgumentHelp("Wait here for logins whose FARSIGN_RELAY 'ssh -R' leads to this socket.", valueName: "path")
    )
    var listen: String?

    @Option(
        help: ArgumentHelp(
            "Print the lines of ~/.ssh/config with which every ssh to this destination brings its logins here.",
            valueName: "destination"))
    var sshConfig: String?

    @Option(help: ArgumentHelp("What is run on the servers.", valueName: "command"))
    var remoteCommand = "farsign attach"

    @Flag(help: "Also open sign-in pages at plain HTTP on this machine, such as farsign-sandbox's.")
    var sandbox = false

    /// - Throws: ``UsageError`` for what cannot be meant.
    func check() throws(UsageError) {
        if let stranger = yes.first(where: { !destinations.contains($0) }) {
            throw UsageError(
                "--yes \(stranger.shown) is none of the destinations", hint: "name it as you name the destination")
        }
        if let option = (destinations + socket).first(where: { $0.isEmpty || $0.hasPrefix("-") }) {
            throw UsageError("'\(option.shown)' is no destination")
        }
        guard !destinations.isEmpty || !socket.isEmpty || listen != nil || sshConfig != nil else {
            throw UsageError(
                "there is no server to relay for", hint: "name one, as in 'farsign-relay alice@web1'")
        }
    }

    /// Whether there is anything that a person has to be asked about.
    var needsPerson: Bool { destinations.contains { !yes.contains($0) } || !socket.isEmpty || listen != nil }

    static let configuration = CommandConfiguration(
        commandName: "farsign-relay",
        abstract: "Sign in with this machine's browser for farsign on servers.",
        usage: "farsign-relay [<ssh options>] <destination> ... [--yes <destination>] ...",
        discussion: """
            Run it on the workstation: 'farsign-relay alice@web1'. It runs ssh, which takes its own options (-p, -J, -i, \
            -o and so on, before or after the destination) and your ~/.ssh/config, waits for 'farsign login' there, \
            asks, opens the sign-in page here, and hands the code over. No secret ever comes here. It stays for \
            the next login until Ctrl-C.
            """)
}
