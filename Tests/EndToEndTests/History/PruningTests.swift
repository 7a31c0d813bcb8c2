import FoundationEssentials
import SignInSandbox
import Testing
import Text

@Suite("pruning the history")
struct PruningTests {
    private let machine: Machine
    private var folder: String { "\(machine.home)/store" }

    init() async throws {
        machine = try await Machine()
        try await machine.signIn(profile: "dev")
        for _ in 0..<4 { try await vend() }
    }

    private func vend() async throws { _ = try await machine.farsign(["credentials", "--profile", "dev"]) }

    private func prune(_ options: [String] = []) async throws -> Machine.Outcome {
        try await machine.farsign(["audit", "prune", "--before", "0s"] + options)
    }

    private func checkpoint(_ name: String) async throws -> String {
        let path = "\(machine.home)/\(name)"
        try machine.write(try await machine.farsign(["audit", "checkpoint"]).answer, to: path)
        return path
    }

    @Test func `what nothing covers is not removed`() async throws {
        let refused = try await prune()
        #expect(refused.status == 1)
        #expect(refused.notices.contains("nothing elsewhere vouches for these events"))
        #expect(try await machine.history().count == 8)
    }

    @Test func `what was shipped is removed, and all else still verifies`() async throws {
        #expect(try await machine.farsign(["audit", "ship", "--to", folder]).status == 0)
        let path = try await checkpoint("before")
        try await vend()
        let pruned = try await prune()
        #expect(pruned.status == 0, "\(pruned.notices)")
        #expect(pruned.notices.contains("Removed 9 events, up to event 9."))

        let history = try await machine.history()
        #expect(history.compactMap { $0["seq"]?.int } == [10, 11])
        #expect(history.last?["kind"]?.text == "history-pruned")
        let verified = try await machine.farsign(["audit", "verify", "--checkpoint", path])
        #expect(verified.status == 0, "\(verified.notices)")
        #expect(verified.answer.hasPrefix("11 events, the first 9 of them pruned, chain intact, sequence 11, hash "))

        // Sessions keep their counts, later rows their proofs, and shipping goes on.
        #expect(try await machine.farsign(["sessions", "--json"]).json.array.first?["vend_count"]?.int == 5)
        #expect(try await machine.farsign(["audit", "prove", "10"]).status == 0)
        #expect(try await machine.farsign(["audit", "prove", "9"]).status == 1)
        #expect(try await machine.farsign(["audit", "prove", "--from", "9"]).status == 0)
        try await vend()
        #expect(try await machine.farsign(["audit", "ship", "--to", folder]).status == 0)
        let fleet = try await machine.farsign(["audit", "verify", "--from", folder])
        #expect(fleet.answer == "1 history, 12 events, 2 checkpoints: all intact\n")
        #expect(try await prune().status == 0)
        #expect(try await machine.farsign(["audit", "verify"]).status == 0)
    }

    @Test func `a checkpoint that is kept elsewhere covers what it signed`() async throws {
        let path = try await checkpoint("kept")
        for _ in 0..<2 { try await vend() }
        let pruned = try await prune(["--checkpoint", path, "--json"])
        #expect(pruned.status == 0, "\(pruned.notices)")
        #expect(try pruned.json["pruned"]?.int == 9)
        #expect(try pruned.json["kept"]?.int == 1)
        #expect(try await machine.farsign(["audit", "verify", "--checkpoint", path]).status == 0)
        #expect(try await checkpoint("next") != path)
    }

    @Test(arguments: [
        "UPDATE events SET detail = replace(detail, '\"rows\":9', '\"rows\":8') WHERE kind = 'history-pruned'",
        "UPDATE events SET detail = '{}' WHERE kind = 'history-pruned'",
        "DELETE FROM events WHERE kind = 'history-pruned'", "DELETE FROM events WHERE seq = 10",
        "UPDATE events SET detail = '{\"last_hash\":\"x\",\"rows\":-1,\"tree\":[]}' WHERE kind = 'history-pruned'",
    ])
    func `a change of what tells of the pruning is found`(_ change: String) async throws {
        _ = try await machine.farsign(["audit", "ship", "--to", folder])
        try await vend()
        _ = try await prune()
        try await machine.tamper(change)
        let verified = try await machine.farsign(["audit", "verify"])
        #expect(verified.status == 1, "\(verified.answer)")
        #expect(try await machine.farsign(["audit", "checkpoint"]).status == 1 || change.contains("seq = 10"))
    }

    @Test func `a checkpoint of another history covers nothing`() async throws {
        let other = try await Machine()
        try await other.signIn(profile: "dev")
        try machine.write(
            try await other.farsign(["audit", "checkpoint"]).answer, to: "\(machine.home)/other")
        _ = try await checkpoint("own")
        #expect(try await prune(["--checkpoint", "\(machine.home)/other"]).status == 1)
        #expect(try await machine.history().count == 9)
    }

    @Test(arguments: ["ocsf", "jsonl", "csv"])
    func `the history is exported whole`(_ format: String) async throws {
        let listed = try await machine.farsign(["audit", "list", "--json", "--limit", "1000"])
        let exported = try await machine.farsign(["audit", "export", "--format", format])
        #expect(exported.status == 0, "\(exported.notices)")
        let lines = exported.answer.split(separator: "\n")
        switch format {
        case "jsonl": #expect(try exported.lines == listed.lines)
        case "csv":
            let read = try await machine.run(
                "/usr/bin/python3",
                ["-c", "import csv, sys; print([r['seq'] for r in csv.DictReader(sys.stdin)], end='')"],
                input: exported.answer)
            #expect(read.answer == "['1', '2', '3', '4', '5', '6', '7', '8']")
        default:
            // The first export names the key.
            #expect(lines.count == 9)
            #expect(try exported.lines.allSatisfy { $0["metadata"]?["version"]?.text == "1.8.0" })
        }
    }
}
