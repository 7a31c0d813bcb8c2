import FoundationEssentials
import Glibc
import SignInSandbox
import Testing
import Text

@Suite("shipping the history")
struct ShippingTests {
    private let machine: Machine

    init() async throws {
        machine = try await Machine()
        try await machine.signIn(profile: "dev")
    }

    private var folder: String { "\(machine.home)/store" }

    private func vend(_ count: Int) async throws {
        for _ in 0..<count { _ = try await machine.farsign(["credentials", "--profile", "dev"]) }
    }

    private func ship(
        to place: String? = nil, _ options: [String] = [], environment: [String: String] = [:]
    ) async throws -> Machine.Outcome {
        try await machine.farsign(
            ["audit", "ship", "--to", place ?? folder] + options, environment: environment)
    }

    /// The lines of all objects in a folder, in the order of their names.
    private func lines() async throws -> [JSONValue] {
        let program = """
            import glob, gzip, sys
            for path in sorted(glob.glob(sys.argv[1] + "/host=*/user=*/date=*/*.jsonl.gz")):
                sys.stdout.write(gzip.open(path, "rt").read())
            """
        return try await machine.run("/usr/bin/python3", ["-c", program, folder]).lines
    }

    @Test func `the history arrives row by row, and what was shipped is not shipped again`() async throws {
        try await vend(2)
        let first = try await ship()
        #expect(first.status == 0, "\(first.notices)")
        #expect(first.notices.contains("Shipped 7 events to"))
        #expect(try await ship().notices.contains("has all 7 events already"))
        try await vend(3)
        #expect(try await ship(["--json"]).json["rows"]?.int == 3)

        let history = try await machine.history()
        let shipped = try await lines()
        #expect(
            shipped.compactMap { $0["raw_data"]?.text }
                == history.map { row in
                    guard case .object(var members) = row else { return "" }
                    members["hash"] = nil
                    return JSONValue.object(members).canonical
                })
        #expect(shipped.map { $0["raw_data_hash"]?["value"] } == history.map { $0["hash"] })
        let verified = try await machine.farsign(["audit", "verify", "--from", folder])
        #expect(verified.status == 0, "\(verified.answer)\(verified.notices)")
        #expect(verified.answer == "1 history, 10 events, 2 checkpoints: all intact\n")
    }

    @Test func `every line is an event of OCSF 1.8`() async throws {
        try await vend(2)
        _ = try await machine.farsign(["submit"], input: "bm9uc2Vuc2U=")
        try machine.expire()
        machine.sandbox.revokeAllSessions()
        try await vend(1)
        _ = try await machine.farsign(["logout", "--profile", "dev"])
        _ = try await ship()
        let lines = try await lines()
        let validated = try await machine.run(
            Client.fleet,
            ["\(packageDirectory)/Tests/Fleet/validate-ocsf.py", "\(packageDirectory)/Tests/Fleet/schemas"],
            input: lines.map { $0.canonical + "\n" }.joined())

        #expect(validated.status == 0, "\(validated.notices)\(validated.answer)")
        #expect(Set(lines.compactMap { $0["class_uid"]?.int }) == [3002, 3003])
        #expect(lines.allSatisfy { $0["device"]?["hostname"]?.text?.isEmpty == false })
    }

    @Test func `a bucket gets the same objects, and none twice`() async throws {
        let server = try await ObjectServer(for: machine)
        let place = "s3://history/fleet/one"
        let shipped = try await ship(to: place, environment: server.environment)
        #expect(shipped.status == 0, "\(shipped.notices)")
        #expect(try await ship().status == 0)

        let names = try await server.names()
        #expect(names.count == 2)
        #expect(names.allSatisfy { $0.hasPrefix("fleet/one/host=") })
        let verified = try await machine.farsign(["audit", "verify", "--from", place], environment: server.environment)
        #expect(verified.answer == "1 history, 5 events, 1 checkpoints: all intact\n", "\(verified.notices)")
        // What is there stays as it is.
        try await vend(2)
        _ = try await ship(to: place, environment: server.environment)
        #expect(Set(try await server.names()).isSuperset(of: names))
        #expect(try await server.names().count == 4)
    }

    @Test func `a signature is the one that AWS's own tool computes`() async throws {
        let server = try await ObjectServer(for: machine)
        // From here on moto checks signatures against the keys of this user.
        let keys = try await server.run(
            """
            import json
            iam = boto3.client("iam", endpoint_url=s3.meta.endpoint_url)
            iam.create_user(UserName="shipper")
            policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}
            iam.put_user_policy(UserName="shipper", PolicyName="s3", PolicyDocument=json.dumps(policy))
            key = iam.create_access_key(UserName="shipper")["AccessKey"]
            import urllib.request
            urllib.request.urlopen(urllib.request.Request(
                s3.meta.endpoint_url + "/moto-api/reset-auth", data=b"0",
                headers={"Content-Type": "text/plain"}, method="POST"))
            print(key["AccessKeyId"], key["SecretAccessKey"], end="")
            """
        ).split(separator: " ").map(String.init)
        var environment = server.environment
        (environment["AWS_ACCESS_KEY_ID"], environment["AWS_SECRET_ACCESS_KEY"]) = (keys[0], keys[1])
        let shipped = try await ship(to: "s3://history/signed", environment: environment)
        #expect(shipped.status == 0, "\(shipped.notices)")
        let verified = try await machine.farsign(
            ["audit", "verify", "--from", "s3://history/signed"], environment: environment)
        #expect(verified.status == 0, "\(verified.notices)")

        environment["AWS_SECRET_ACCESS_KEY"] = "wrong"
        try await vend(1)
        let refused = try await ship(to: "s3://history/signed", environment: environment)
        #expect(refused.status == 4)
        #expect(refused.notices.contains("refuses the credentials"), "\(refused.notices)")
    }

    @Test func `the credentials of a profile sign, its own keys or its session`() async throws {
        let server = try await ObjectServer(for: machine)
        var environment = server.environment
        (environment["AWS_ACCESS_KEY_ID"], environment["AWS_SECRET_ACCESS_KEY"]) = ("", "")
        let none = try await ship(to: "s3://history/x", environment: environment)
        #expect(none.notices.contains("there are no credentials for the store"), "\(none.notices)")
        let session = try await ship(to: "s3://history/x", ["--profile", "dev"], environment: environment)
        #expect(session.status == 0, "\(session.notices)")
        try machine.write(
            "[keys]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = secret\n",
            to: "\(machine.home)/.aws/credentials")
        let keys = try await ship(to: "s3://history/y", ["--profile", "keys"], environment: environment)
        #expect(keys.status == 0, "\(keys.notices)")
    }

    @Test(
        arguments: [
            ("s3://nobucket/x", "there is no bucket nobucket", 1), ("s3://", "is no place for a history", 64),
            ("s3://A_B/x", "is no place for a history", 64), ("https://example.com/x", "is no place for a history", 64),
            ("", "is no place for a history", 64), ("/proc/nowhere", "cannot", 5),
        ] as [(String, String, Int32)])
    func `a place that is none is told`(_ place: String, _ words: String, _ status: Int32) async throws {
        let server = try await ObjectServer(for: machine)
        let outcome = try await ship(to: place, environment: server.environment)
        #expect(outcome.status == status, "\(outcome.notices)")
        #expect(outcome.notices.contains(words), "\(outcome.notices)")
    }

    @Test func `another history under the same name is a fork, and nothing is overwritten`() async throws {
        _ = try await ship()
        let names = try FileManager.default.subpathsOfDirectory(atPath: folder).filter { $0.hasSuffix(".gz") }
        let path = "\(folder)/\(try #require(names.first))"
        let before = try Data(contentsOf: URL(filePath: path))
        // The same rows once more, and then others in their place.
        let forget =
            "import sqlite3, sys; d = sqlite3.connect(sys.argv[1]); d.execute('DELETE FROM shipments'); d.commit()"
        let ledger = "\(machine.statePath)/ledger.db"
        _ = try await machine.run("/usr/bin/python3", ["-c", forget, ledger])
        #expect(try await ship().status == 0)
        let other = """
            import gzip, sys
            text = gzip.open(sys.argv[1]).read().replace(b"signed-in", b"signed-on"); open(sys.argv[1], "wb").write(gzip.compress(text))
            """
        _ = try await machine.run("/usr/bin/python3", ["-c", other, path])
        let changed = try Data(contentsOf: URL(filePath: path))
        _ = try await machine.run("/usr/bin/python3", ["-c", forget, ledger])
        let fork = try await ship()

        #expect(fork.status == 1)
        #expect(fork.notices.contains("already has host="), "\(fork.notices)")
        #expect(try Data(contentsOf: URL(filePath: path)) == changed)
        #expect(before != changed)
    }

    @Test func `killed at any moment, shippers and writers lose nothing`() async throws {
        var random = Seeded(7)
        let arguments = [Machine.farsign, "audit", "ship", "--to", folder]
        for _ in 0..<250 {
            let writer = try Child(
                [Machine.helper, "--profile", "dev"], environment: machine.environment())
            let shipper = try Child(arguments, environment: machine.environment())
            _ = await shipper.kill(after: UInt32.random(in: 0...25_000, using: &random))
            _ = await writer.kill(after: UInt32.random(in: 0...3_000, using: &random))
        }
        let last = try await ship()
        #expect(last.status == 0, "\(last.notices)")

        let history = try await machine.history()
        #expect(try await machine.farsign(["audit", "verify"]).status == 0)
        let verified = try await machine.farsign(["audit", "verify", "--from", folder, "--json"]).json
        #expect(verified["intact"] == .bool(true), "\(verified)")
        #expect(verified["events"]?.int == history.count)
        // Whatever was shipped twice is the same row twice.
        var hashes: [Int: Set<String>] = [:]
        for line in try await lines() {
            hashes[line["metadata"]?["sequence"]?.int ?? 0, default: []].insert(line["metadata"]?["uid"]?.text ?? "")
        }
        #expect(hashes.values.allSatisfy { $0.count == 1 })
        #expect(Set(hashes.keys) == Set(1...history.count))
    }
}
