import ArgumentParser
import Broker
import FarsignCore
import FoundationEssentials
import History
import Session
import Text

struct AuditVerifyCommand: FarsignSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Check that no event was changed, removed or inserted.")

    @Option(
        help: ArgumentHelp(
            "An event that the history must contain: the sequence number and hash that an earlier run printed.",
            valueName: "seq:hash"))
    var expect: String?

    @Option(
        help: ArgumentHelp(
            "A file with a checkpoint that 'farsign audit checkpoint' printed earlier. May be given more than once.",
            valueName: "file"), completion: .file())
    var checkpoint: [String] = []

    @Option(
        help: ArgumentHelp(
            "The key that signed the checkpoints, as 'farsign audit checkpoint --key' printed it; otherwise the history "
                + "itself names it.", valueName: "key"))
    var key: String?

    @Option(
        help: ArgumentHelp(
            "Verify all histories that 'farsign audit ship' brought there: s3://BUCKET/PREFIX, or a folder.",
            valueName: "store"))
    var from: String?

    @Option(
        help: ArgumentHelp(
            "With --from: tell which histories have had no event for so long, such as 2h or 7d.", valueName: "time"))
    var silent: String?

    @Flag(help: "With --from: print a JSON object.")
    var json = false

    @OptionGroup var store: StoreOptions

    @OptionGroup var common: CommonOptions

    func run(in world: World) throws -> ExitStatus {
        if let from {
            guard expect == nil, checkpoint.isEmpty, key == nil else {
                throw UsageError(
                    "--from verifies what is in the store, with the checkpoints that are there",
                    hint: "leave out --expect, --checkpoint and --key")
            }
            return try verify(from, in: world)
        }
        let expected = try expect.map { text throws(UsageError) in
            guard let event = ExpectedEvent(text) else {
                throw UsageError(
                    "--expect takes a sequence number and a hash, not '\(text.shown)'",
                    hint: "write SEQ:HASH, as an earlier 'farsign audit verify' printed them")
            }
            return event
        }
        let checkpoints = try checkpoint.map { path in
            try Checkpoint(parsing: try world.readFile(path, SignedNote.limit))
        }
        let history = try world.checkpoints.verify(
            expected, checkpoints, trusted: try key.map { try NoteVerifier(parsing: $0) })
        let pruned = history.pruned > 0 ? ", the first \(history.pruned) of them pruned" : ""
        var lines = [
            "\(history.rows) events\(pruned), chain intact, sequence \(history.rows), hash \(history.hash)"
        ]
        for (path, checkpoint) in zip(checkpoint, checkpoints) {
            lines.append("\(path.shown): the first \(checkpoint.head.size) events are those that were signed")
        }
        try world.console.answer(lines.joined(separator: "\n"))
        return .done
    }

    private func verify(_ from: String, in world: World) throws -> ExitStatus {
        let now = world.service.surroundings.now()
        let times = TimeOption(now: now, utcOffset: world.service.surroundings.utcOffset)
        let since = try silent.map { try times.time($0, "--silent", isEnd: false) }
        let check = FleetCheck(
            try store.objects(from, common, in: world), now: now,
            silentAfter: since.map { now.timeIntervalSince($0) } ?? .infinity)
        let progress = Progress(world)
        defer { progress.end() }
        let result = try check.run { progress.show("Verifying", $0, of: $1) }
        progress.end()
        guard !result.histories.isEmpty else { throw HistoryError.noHistories(from) }
        try world.console.answer(json ? result.json.shown : result.text)
        return result.isIntact ? .done : .failed
    }
}

extension FleetCheck.Result {
    /// One line for each problem, and one for all.
    fileprivate var text: String {
        var lines: [String] = []
        for history in histories {
            let name = "\(history.hostName?.shown ?? history.origin.host)/\(history.origin.user)"
            lines += history.problems.map { "\(name): \($0.text.shown)" }
            if history.moreProblems > 0 { lines.append("\(name): \(history.moreProblems) more problems") }
        }
        if foreignCount > 0 {
            lines.append(
                "not farsign's: " + foreign.prefix(5).map(\.shown).joined(separator: ", ")
                    + (foreignCount > 5 ? " and \(foreignCount - 5) more" : ""))
        }
        let checkpoints = histories.reduce(0) { $0 + $1.checkpoints }
        let wrong = histories.count { !$0.isIntact }
        lines.append(
            "\(histories.count) \(histories.count == 1 ? "history" : "histories"), \(rows) events, \(checkpoints) checkpoints: "
                + (wrong == 0 ? "all intact" : "\(wrong) with problems"))
        return lines.joined(separator: "\n")
    }

    fileprivate var json: JSONValue {
        .object([
            "intact": .bool(isIntact), "events": .integer(rows),
            "foreign": .array(foreign.map(JSONValue.string)), "foreign_count": .integer(foreignCount),
            "histories": .array(histories.map(\.json)),
        ])
    }
}

extension FleetHistory {
    fileprivate var json: JSONValue {
        .object([
            "origin": .string(origin.text), "host": JSONValue(hostName), "events": .integer(rows),
            "last_hash": JSONValue(lastHash), "last_time": JSONValue(lastTime), "checkpoints": .integer(checkpoints),
            "problems": .array(
                problems.map { .object(["kind": .string($0.kind.rawValue), "text": .string($0.text)]) }),
            "more_problems": .integer(moreProblems),
        ])
    }
}
