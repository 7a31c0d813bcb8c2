import FoundationEssentials
import SignInSandbox
import Testing
import Text

/// What is done to the objects of a store, and what `audit verify --from` says.
@Suite("the histories of a fleet")
struct FleetTests {
    private let machine: Machine
    private var folder: String { "\(machine.home)/store" }

    init() async throws {
        machine = try await Machine()
        for host in ["web1", "web2"] {
            try await farsign(host, signIn: "dev")
            for _ in 0..<3 {
                for _ in 0..<2 { _ = try await farsign(host, ["credentials", "--profile", "dev"]) }
                let shipped = try await farsign(host, ["audit", "ship", "--to", folder])
                guard shipped.status == 0 else { throw MachineError(shipped.notices) }
            }
        }
    }

    private func environment(_ host: String) -> [String: String] {
        ["FARSIGN_MACHINE_ID": host, "FARSIGN_STATE_DIR": "\(machine.home)/\(host)"]
    }

    private func farsign(_ host: String, _ arguments: [String]) async throws -> Machine.Outcome {
        try await machine.farsign(arguments, environment: environment(host))
    }

    private func farsign(_ host: String, signIn profile: String) async throws {
        try await machine.signIn(profile: profile, options: ["--replace"], environment: environment(host))
    }

    private func verify() async throws -> Machine.Outcome {
        try await machine.farsign(["audit", "verify", "--from", folder])
    }

    /// Runs Python with the paths of the two hosts' folders, `a` and `b`, in the order of their names.
    private func tamper(_ program: String) async throws {
        let before = """
            import glob, gzip, hashlib, json, os, shutil, sys
            a, b = sorted(glob.glob(sys.argv[1] + "/host=*/user=*"))
            def objects(host): return sorted(glob.glob(host + "/date=*/*.gz"))
            def lines(path): return gzip.open(path).read().splitlines(True)
            def write(path, lines): open(path, "wb").write(gzip.compress(b"".join(lines)))
            def rehash(line, change):
                event = json.loads(line); raw = change(event["raw_data"])
                event["raw_data"] = raw; event["raw_data_hash"]["value"] = hashlib.sha256(raw.encode()).hexdigest()
                return json.dumps(event).encode() + b"\\n"

            """
        let ran = try await machine.run("/usr/bin/python3", ["-c", before + program, folder])
        guard ran.status == 0 else { throw MachineError(ran.notices) }
    }

    @Test func `a whole fleet is intact`() async throws {
        let verified = try await verify()
        #expect(verified.status == 0)
        #expect(verified.answer == "2 histories, 22 events, 6 checkpoints: all intact\n", "\(verified.answer)")
    }

    @Test(
        arguments: [
            ("path = objects(a)[1]; write(path, lines(path)[:-1])", "ends before event"),
            ("path = objects(a)[1]; write(path, lines(path) + lines(path)[-1:])", "where event"),
            ("path = objects(a)[1]; write(path, reversed(lines(path)))", "where event"),
            ("os.remove(objects(a)[1])", "are missing"),
            ("for path in objects(a)[1:]: os.remove(path)", "a checkpoint covers"),
            (
                "path = objects(a)[1]; l = lines(path); l[0] = l[0].replace(b'vended', b'vendee'); write(path, l)",
                "has no event with its hash in line 1"
            ),
            (
                "path = objects(a)[1]; l = lines(path); l[0] = rehash(l[0], lambda r: r.replace('vended', 'vendee')); write(path, l)",
                "does not follow event"
            ),
            (
                "path = objects(a)[2]; l = lines(path); l[-1] = rehash(l[-1], lambda r: r.replace('vended', 'vendee')); write(path, l)",
                "are not those that were signed"
            ),
            (
                "path = objects(a)[2]; l = [rehash(x, lambda r: r.replace('time\":\"20', 'time\":\"19')) for x in lines(path)]; "
                    + "other = path.replace('/date=20', '/date=19'); os.makedirs(os.path.dirname(other)); write(other, l)",
                "there are two different events"
            ),
            ("shutil.move(a, a + '.x'); shutil.move(b, a); shutil.move(a + '.x', b)", "of another history"),
            ("shutil.copy(objects(b)[1], objects(a)[1])", "does not follow"),
            ("open(objects(a)[1], 'wb').write(b'garbage')", "is not a gzip file"),
            ("path = objects(a)[1]; open(path, 'r+b').truncate(os.path.getsize(path) - 9)", "is cut off"),
            (
                "open(objects(a)[1], 'wb').write(gzip.compress(bytes(300_000_000)))",
                "has no event with its hash in line 1"
            ),
            (
                "path = sorted(glob.glob(a + '/checkpoints/*'))[0]; open(path, 'w').write('x')", "is no checkpoint"
            ),
            (
                "x, y = sorted(glob.glob(a + '/checkpoints/*'))[:2]; shutil.copy(y, x)", "is of another history or size"
            ),
            (
                "x = sorted(glob.glob(a + '/checkpoints/*'))[0]; t = open(x).read(); i = t.index('=')-3; "
                    + "open(x, 'w').write(t[:i] + ('A' if t[i] != 'A' else 'B') + t[i + 1:])",
                "was not signed by the key that the history names"
            ),
        ] as [(String, String)])
    func `what was done to objects is told`(_ program: String, _ words: String) async throws {
        try await tamper(program)
        let verified = try await verify()
        #expect(verified.status == 1)
        #expect(verified.answer.contains(words), "\(verified.answer)\(verified.notices)")
        #expect(verified.answer.contains("2 histories") || verified.answer.contains("1 history"))
    }

    @Test func `what is not farsign's is named, and does no harm`() async throws {
        try machine.write("x", to: "\(folder)/host=x/readme.txt")
        let verified = try await verify()
        #expect(verified.status == 0)
        #expect(verified.answer.contains("not farsign's: host=x/readme.txt"))
    }

    @Test func `a host that has been silent is told, and a short silence is not`() async throws {
        let soon = try await machine.farsign(["audit", "verify", "--from", folder, "--silent", "7d"])
        #expect(soon.status == 0)
        let now = try await machine.farsign(["audit", "verify", "--from", folder, "--silent", "0s"])
        #expect(now.status == 1)
        #expect(now.answer.contains("its last event is of"))
    }

    @Test func `rows that were shipped twice are counted once`() async throws {
        let forget =
            "import sqlite3, sys; d = sqlite3.connect(sys.argv[1]); d.execute('DELETE FROM shipments'); d.commit()"
        _ = try await machine.run("/usr/bin/python3", ["-c", forget, "\(machine.home)/web1/ledger.db"])
        #expect(try await farsign("web1", ["audit", "ship", "--to", folder]).status == 0)
        let verified = try await verify()
        #expect(verified.status == 0, "\(verified.answer)")
        #expect(verified.answer.hasPrefix("2 histories, 22 events, "))
    }

    @Test func `the report shows both hosts, and a broken history as such`() async throws {
        let intact = try await machine.farsign(["audit", "report", "--from", folder])
        #expect(intact.status == 0, "\(intact.notices)")
        #expect(intact.answer.hasPrefix("<!doctype html>") || intact.answer.hasPrefix("<!DOCTYPE html>"))
        #expect(!intact.answer.contains("<script"))
        try await tamper("os.remove(objects(a)[1])")
        let broken = try await machine.farsign(["audit", "report", "--from", folder])
        #expect(broken.answer.contains("are missing"))
        let own = try await farsign("web1", ["audit", "report", "--since", "1h"])
        #expect(own.status == 0 && own.answer.contains("dev"))
    }

    @Test func `DuckDB answers a query over the fleet`() async throws {
        let program = """
            import duckdb, sys
            folder, repository = sys.argv[1:]
            db = duckdb.connect(); db.execute(f"SET VARIABLE root = '{folder}'")
            for name in ("settings.sql", "duckdb/history.sql"):
                db.execute(open(f"{repository}/deploy/fleet/{name}").read())
            db.execute(f"SET VARIABLE root = '{folder}'")
            print(db.execute("SELECT count(*), count(DISTINCT host) FROM history").fetchone())
            """
        let ran = try await machine.run(Client.fleet, ["-c", program, folder, packageDirectory])
        #expect(ran.answer == "(22, 2)\n", "\(ran.notices)")
    }
}
