import FoundationEssentials
import Testing
import Text

/// What a store and a clock can do to a shipper. After each fault nothing is lost, and the order is kept.
@Suite("stores that fail")
struct StoreFaultTests {
    private static let place = "s3://history/fleet"

    private let machine: Machine

    init() async throws {
        machine = try await Machine()
        try await machine.signIn(profile: "dev")
    }

    private var folder: String { "\(machine.home)/store" }

    private func ship(_ environment: [String: String], to place: String = place) async throws -> Machine.Outcome {
        try await machine.farsign(["audit", "ship", "--to", place], environment: environment)
    }

    /// Checks that the store has each row of the history once, in order, and nothing else.
    private func expectAll(in place: String = place, _ environment: [String: String] = [:]) async throws {
        let history = try await machine.history()
        let verified = try await machine.farsign(
            ["audit", "verify", "--json", "--from", place], environment: environment)
        #expect(verified.status == 0, "\(verified.answer)\(verified.notices)")
        #expect(try verified.json["events"]?.int == history.count)
    }

    @Test(
        arguments: [
            [.busy, .closed, .busy], [.lost], [.half], [.none, .lost], [.expired], [.none, .expired],
            [.closed, .lost, .busy, .half],
        ] as [[FaultyStore.Fault]])
    func `a store that fails for a while gets everything once`(_ faults: [FaultyStore.Fault]) async throws {
        let server = try await ObjectServer(for: machine)
        let store = try await FaultyStore(faults, before: server, for: machine)

        let shipped = try await ship(store.environment)

        #expect(shipped.status == 0, "\(shipped.notices)")
        #expect(try await server.names().count == 2)
        try await expectAll(server.environment)
    }

    @Test func `a store that refuses is told of, and gets the rest later`() async throws {
        let server = try await ObjectServer(for: machine)
        let store = try await FaultyStore([.denied], before: server, for: machine)
        let refused = try await ship(store.environment)
        #expect(refused.status == 4)
        #expect(refused.notices.contains("does not allow s3:PutObject"), "\(refused.notices)")
        _ = try await machine.farsign(["credentials", "--profile", "dev"])

        #expect(try await ship(store.environment).status == 0)
        try await expectAll(server.environment)
    }

    @Test func `a store that is away is told of, and gets the rest later`() async throws {
        let server = try await ObjectServer(for: machine)
        var environment = server.environment
        environment["AWS_ENDPOINT_URL_S3"] = "http://127.0.0.1:1"
        let refused = try await ship(environment)
        #expect(refused.status == 6, "\(refused.notices)")
        #expect(refused.notices.contains("no connection to 127.0.0.1: connection refused"), "\(refused.notices)")

        #expect(try await ship(server.environment).status == 0)
        try await expectAll(server.environment)
    }

    @Test func `while a slow store keeps one shipper, a second one leaves it the destination`() async throws {
        let server = try await ObjectServer(for: machine)
        let store = try await FaultyStore([.held], before: server, for: machine)
        let first = try machine.startFarsign(
            ["audit", "ship", "--to", Self.place], environment: store.environment)
        #expect(try await store.next() == .held)

        let second = try await ship(store.environment)
        #expect(second.status == 5, "\(second.notices)")
        #expect(second.notices.contains("another process"), "\(second.notices)")

        try await store.goOn()
        #expect(try await first.end().status == 0)
        try await expectAll(server.environment)
    }

    @Test func `many shippers at once ship each row once`() async throws {
        for round in 1...3 {
            for _ in 0..<round { _ = try await machine.farsign(["credentials", "--profile", "dev"]) }
            let statuses = try await withThrowingTaskGroup(of: Int32.self) { group in
                for _ in 0..<6 { group.addTask { try await ship([:], to: folder).status } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            // One that waited for a second for the others may give up.
            #expect(statuses.contains(0) && statuses.allSatisfy { [0, 5].contains($0) }, "\(statuses)")
        }

        try await expectAll(in: folder)
        let files = try FileManager.default.subpathsOfDirectory(atPath: folder).filter { $0.hasSuffix(".gz") }
        #expect(files.count == 3)
    }

    @Test func `a full store is told of, and gets the rest when there is room`() async throws {
        for _ in 0..<3 { _ = try await machine.farsign(["credentials", "--profile", "dev"]) }
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        // Room for the directories, and for no object.
        let script = """
            mount -t tmpfs -o size=8k,nr_inodes=100 tmpfs \(folder)
            head -c 8192 /dev/zero > \(folder)/ballast
            "$@" && exit 99
            rm \(folder)/ballast
            mount -o remount,size=1m \(folder)
            "$@" 2>&1
            exec \(Machine.farsign) audit verify --json --from \(folder)
            """
        let ran = try await machine.run(
            mounting: script, [Machine.farsign, "audit", "ship", "--to", folder])

        #expect(ran.status == 0, "\(ran.answer)\(ran.notices)")
        #expect(ran.notices.contains("no space left on the disk"), "\(ran.notices)")
        #expect(ran.answer.contains("\"intact\":true"), "\(ran.answer)")
        #expect(ran.answer.contains("\"events\":8,"), "\(ran.answer)")
    }

    @Test func `a clock that was moved back changes no order`() async throws {
        let library = try await machine.run(
            "/bin/sh", ["-c", "printf %s /usr/lib/*/faketime/libfaketime.so.1"]
        ).answer
        for offset in ["+0", "-2d", "-1d", "+0"] {
            let vended = try await machine.farsign(
                ["credentials", "--profile", "dev"], environment: ["LD_PRELOAD": library, "FAKETIME": offset])
            #expect(vended.status == 0, "\(vended.notices)")
        }
        let times = try await machine.history().compactMap { $0["time"]?.text }
        #expect(times != times.sorted())

        #expect(try await ship([:], to: folder).status == 0)
        #expect(try await machine.farsign(["audit", "verify"]).status == 0)
        try await expectAll(in: folder)
    }
}
