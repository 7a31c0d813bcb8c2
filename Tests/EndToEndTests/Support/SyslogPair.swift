import FoundationEssentials
import Glibc
import TestSupport

/// The two rsyslogd of deploy/rsyslog and the database behind them, with the files that are deployed. Only paths, names and
/// ports are others, and a connection is tried again every second.
final class SyslogPair {
    private let machine: Machine
    private let port: String
    private(set) var database: Postgres
    private var sender: RunningProgram?
    private var receiver: RunningProgram?

    var socket: String { "\(machine.home)/log.socket" }

    /// Ends all of them in any case.
    static func with(_ machine: Machine, _ body: (SyslogPair) async throws -> Void) async throws {
        let pair = try await SyslogPair(machine)
        let result: Result<Void, any Error>
        do { result = .success(try await body(pair)) } catch { result = .failure(error) }
        try await pair.stopSender()
        try await pair.stopReceiver()
        try await pair.database.end()
        pair.database.remove()
        try result.get()
    }

    private init(_ machine: Machine) async throws {
        self.machine = machine
        let free = "import socket; s = socket.socket(); s.bind(('127.0.0.1', 0)); print(s.getsockname()[1], end='')"
        port = try await machine.run("/usr/bin/python3", ["-c", free]).answer
        database = try await Postgres(for: machine)
        let schema = try await database.psql(["-f", "\(packageDirectory)/deploy/rsyslog/schema.sql"])
        guard schema.status == 0 else { throw MachineError(schema.notices) }
        try await makeCertificates()
        try configure(
            "sender",
            [
                "/run/farsign-log/socket": socket, #"target="loghost.example.com""#: #"target="127.0.0.1""#,
            ])
        try configure("receiver", ["host=/run/postgresql": "host=\(database.directory)"])
    }

    private func makeCertificates() async throws {
        let script = """
            set -e
            key="-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes"
            openssl req -x509 $key -keyout ca.key -out ca.pem -subj /CN=ca -days 2
            for end in sender:web1 receiver:loghost; do
                name=${end%:*}; host=${end#*:}.example.com
                openssl req $key -keyout $name.key -out $name.csr -subj /CN=$host
                echo "subjectAltName=DNS:$host" > ext
                openssl x509 -req -in $name.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out $name.pem -days 2 -extfile ext
            done
            """
        let made = try await machine.run("/bin/sh", ["-c", script])
        guard made.status == 0 else { throw MachineError(made.notices) }
    }

    private func configure(_ name: String, _ changes: [String: String]) throws {
        let work = "\(machine.home)/\(name).work"
        try FileManager.default.createDirectory(atPath: work, withIntermediateDirectories: false)
        var text = try machine.text(of: "\(packageDirectory)/deploy/rsyslog/\(name).conf")
        let all = changes.merging([
            "/var/lib/farsign-log": work, #"port="2514""#: "port=\"\(port)\"",
            "/etc/farsign-log/ca.pem": "\(machine.home)/ca.pem",
            "/etc/farsign-log/cert.pem": "\(machine.home)/\(name).pem",
            "/etc/farsign-log/key.pem": "\(machine.home)/\(name).key",
            #"action.resumeInterval="10""#: #"action.resumeInterval="1""#,
        ]) { $1 }
        for (old, new) in all {
            guard text.contains(old) else { throw MachineError("\(name).conf has no \(old)") }
            text = text.replacing(old, with: new)
        }
        try machine.write(text, to: "\(machine.home)/\(name).conf")
    }

    private func start(_ name: String) throws -> RunningProgram {
        try RunningProgram(
            "/usr/sbin/rsyslogd",
            ["-n", "-i", "\(machine.home)/\(name).pid", "-f", "\(machine.home)/\(name).conf"],
            input: .file("/dev/null"), environment: machine.environment())
    }

    func startSender() throws {
        unlink(socket)
        sender = try start("sender")
        guard yields(until: { access(socket, F_OK) == 0 }) else { throw MachineError("rsyslogd has no socket") }
    }

    func startReceiver() throws {
        receiver = try start("receiver")
    }

    /// Ends it as an administrator does, or kills it.
    func stopSender(_ signal: Int32 = SIGTERM) async throws {
        sender?.signal(signal)
        _ = try await sender?.end()
        sender = nil
    }

    func stopReceiver(_ signal: Int32 = SIGTERM) async throws {
        receiver?.signal(signal)
        _ = try await receiver?.end()
        receiver = nil
    }

    func stopDatabase() async throws { try await database.end() }

    func startDatabase() async throws { database = try await Postgres(for: machine, in: database.directory) }

    /// Returns when the database has so many rows and checkpoints.
    func wait(rows: Int, checkpoints: Int) async throws {
        try await database.wait(until: "SELECT count(*) FROM farsign_events", is: rows)
        try await database.wait(until: "SELECT count(*) FROM farsign_checkpoints", is: checkpoints)
    }
}
