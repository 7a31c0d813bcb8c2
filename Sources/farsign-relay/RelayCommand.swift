import ArgumentParser
import Text

/// The command line without ssh's options.
struct RelayCommand: ParsableCommand {
    @Argument(
        help: ArgumentHelp(
            "Servers whose logins to open in this browser, as destinations of ssh(1).", valueName: "destination"))
    var destinations: [String] = []

    @Option(
        help: ArgumentHelp(
            "Open the browser for this destination without asking. Can be given several times.",
            valueName: "destination"))
    var yes: [String] = []

    @Option(
        help: ArgumentHelp(
            "Connect to a waiting login through this socket of 'ssh -L'. Can be given several times.",
            valueName: "path"), completion: .file())
    var socket: [String] = []

    @Option(
        help: ArgumentHelp(
            "Listen on this socket for logins that connect through FARSIGN_RELAY and 'ssh -R'.", valueName: "path"))
    var listen: String?

    @Option(
        help: ArgumentHelp(
            "Print the lines for ~/.ssh/config that connect logins on this destination to this relay.",
            valueName: "destination"))
    var sshConfig: String?

    @Option(help: ArgumentHelp("The command to run on the servers.", valueName: "command"))
    var remoteCommand = "farsign attach"

    @Flag(help: "Also open plain HTTP sign-in pages on this machine, such as those of farsign-sandbox.")
    var sandbox = false

    /// - Throws: ``UsageError`` for invalid combinations.
    func check() throws(UsageError) {
        if let stranger = yes.first(where: { !destinations.contains($0) }) {
            throw UsageError(
                "--yes \(stranger.shown) is not one of the destinations given on the command line",
                hint: "write it exactly as the destination")
        }
        if let option = (destinations + socket).first(where: { $0.isEmpty || $0.hasPrefix("-") }) {
            throw UsageError("'\(option.shown)' is not a destination")
        }
        guard !destinations.isEmpty || !socket.isEmpty || listen != nil || sshConfig != nil else {
            throw UsageError(
                "no destination was given", hint: "name a server, as in 'farsign-relay alice@web1'")
        }
    }

    /// Whether the person has to be asked before some browser opens.
    var needsPerson: Bool { destinations.contains { !yes.contains($0) } || !socket.isEmpty || listen != nil }

    static let configuration = CommandConfiguration(
        commandName: "farsign-relay",
        abstract: "Open the sign-in pages of farsign logins on servers in this machine's browser.",
        usage: "farsign-relay [<ssh options>] <destination> ... [--yes <destination>] ...",
        discussion: """
            Run it on the workstation: 'farsign-relay alice@web1'. It runs ssh, which takes its own options (-p, -J, -i, \
            -o and so on, before or after the destination) and your ~/.ssh/config, waits for 'farsign login' there, \
            asks you, opens the sign-in page here and passes the code on. Keys and tokens stay on the server. It \
            keeps running for the next login until Ctrl-C.
            """)
}
