import FoundationEssentials
import Session
import TestSupport
import Text

/// Everything that crossed a relay's connection, in files that programs write while they pass it on.
struct RelayCapture: Sendable {
    private let machine: Machine
    private let over: NamedPipe
    private var toBroker: String { "\(machine.home)/to-broker" }
    private var toRelay: String { "\(machine.home)/to-relay" }

    init(on machine: Machine) throws {
        self.machine = machine
        over = try NamedPipe(for: machine)
    }

    /// For `--remote-command`.
    var attach: String {
        "tee \(toBroker) | farsign attach | tee \(toRelay); echo over >\(over.path)"
    }

    /// Listens at a socket, and passes one connection on to another.
    func start(at path: String, to target: String) async throws -> RunningProgram {
        let program = """
            import socket, sys, threading
            path, target, there, back, over = sys.argv[1:]
            listener = socket.socket(socket.AF_UNIX)
            listener.bind(path)
            listener.listen()
            print("listening", flush=True)
            relay, _ = listener.accept()
            broker = socket.socket(socket.AF_UNIX)
            broker.connect(target)
            def copy(source, sink, path):
                with open(path, "wb", 0) as file:
                    while chunk := source.recv(65536):
                        file.write(chunk)
                        sink.sendall(chunk)
                sink.shutdown(socket.SHUT_WR)
            other = threading.Thread(target=copy, args=(broker, relay, back))
            other.start()
            copy(relay, broker, there)
            other.join()
            open(over, "w").write("over\\n")
            """
        let proxy = try machine.start(
            "/usr/bin/python3", ["-c", program, path, target, toBroker, toRelay, over.path])
        guard try await proxy.line() == "listening" else { throw MachineError("no proxy") }
        return proxy
    }

    /// What there is once the connection has ended.
    func end() async throws -> (toBroker: String, toRelay: String) {
        guard try await blocking({ [over] in try over.line() }) == "over" else { throw MachineError("not over") }
        return (try machine.text(of: toBroker), try machine.text(of: toRelay))
    }
}

/// What a login that waits keeps to itself.
struct PendingSecrets: Sendable {
    let verifiers: [String]
    /// The lines of the DPoP key's PEM text.
    let key: [String]

    var all: [String] { verifiers + key }

    init(of machine: Machine) throws {
        let files = try machine.pendingFiles().filter { $0.hasSuffix(".json") }
        guard files.count == 1 else { throw MachineError("\(files) wait") }
        let pending = try JSONValue(parsing: Array(machine.text(of: "\(machine.statePath)/pending/\(files[0])").utf8))
        verifiers = try pending["attempts"]?.array.compactMap { $0["verifier"]?.text } ?? []
        key = pending["key"]?.text?.split(separator: "\n").map(String.init).filter { !$0.hasPrefix("-----") } ?? []
        guard !verifiers.isEmpty, key.count > 1 else { throw MachineError("no secrets in \(files[0])") }
    }
}
