import FoundationEssentials
import Glibc

/// A PostgreSQL server in a directory of its own, which listens on a UNIX socket there and nowhere else.
final class Postgres: Sendable {
    /// Where its socket is.
    let directory: String
    private let machine: Machine
    private let server: RunningProgram

    private static let programs = "/usr/lib/postgresql/15/bin"

    /// - Parameter directory: from an earlier server that has ended; nil for a new one.
    init(for machine: Machine, in directory: String? = nil) async throws {
        self.machine = machine
        self.directory = try directory ?? makeDirectory(in: "/tmp")
        if directory == nil {
            // It refuses to run as root.
            if geteuid() == 0, let user = getpwnam("postgres") {
                _ = chown(self.directory, user.pointee.pw_uid, user.pointee.pw_gid)
            }
            let initdb = Self.command(
                "initdb",
                ["-D", "data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"],
                in: self.directory)
            let made = try await machine.run(initdb[0], Array(initdb.dropFirst()))
            guard made.status == 0 else { throw MachineError(made.notices) }
        }
        let command = Self.command(
            "postgres", ["-D", "data", "-k", self.directory, "-c", "listen_addresses="], in: self.directory)
        server = try RunningProgram(
            command[0], Array(command.dropFirst()), input: .file("/dev/null"), environment: machine.environment())
        var line = ""
        while !line.contains("ready to accept connections") { line = try await server.notice() }
        guard directory == nil else { return }
        _ = try await query("CREATE DATABASE farsign", in: "postgres")
    }

    private static func command(_ program: String, _ arguments: [String], in directory: String) -> [String] {
        let user = ["/usr/bin/setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
        return (geteuid() == 0 ? user : []) + ["/usr/bin/env", "-C", directory, "\(programs)/\(program)"] + arguments
    }

    /// The rows of the answer, one a line.
    func query(_ sql: String, in database: String = "farsign", as user: String = "postgres") async throws -> [String] {
        let ran = try await psql(["-c", sql], in: database, as: user)
        guard ran.status == 0 else { throw MachineError(ran.notices) }
        return ran.answer.split(separator: "\n").map(String.init)
    }

    func psql(
        _ options: [String], in database: String = "farsign", as user: String = "postgres"
    ) async throws -> Machine.Outcome {
        try await machine.run(
            "\(Self.programs)/psql",
            ["-h", directory, "-U", user, "-d", database, "-AtX", "-v", "ON_ERROR_STOP=1"] + options)
    }

    /// Returns when the query's number is as large, or fails after a minute.
    func wait(until query: String, is number: Int) async throws {
        _ = try await self.query(
            """
            DO $$ DECLARE latest timestamptz := clock_timestamp() + '60 s'; BEGIN
                WHILE (\(query)) < \(number) LOOP
                    ASSERT clock_timestamp() < latest, (SELECT 'it is ' || (\(query)) || ' instead of \(number)');
                    PERFORM pg_sleep(0.02);
                END LOOP;
            END $$
            """)
    }

    func end() async throws {
        // Immediate shutdown: it recovers when it starts again.
        server.signal(SIGQUIT)
        _ = try await server.end()
    }

    func remove() {
        try? FileManager.default.removeItem(atPath: directory)
    }
}
