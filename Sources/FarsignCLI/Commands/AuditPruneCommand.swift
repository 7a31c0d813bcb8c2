import ArgumentParser
import Broker
import History
import Session
import Text

struct AuditPruneCommand: FarsignSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "prune", abstract: "Remove old events that a checkpoint elsewhere covers.",
        discussion: """
            Removes only what was shipped to every destination, or what the given checkpoint covers. The history keeps \
            the hashes of what was removed, so that it still verifies and later events can still be proved.
            """)

    @Option(
        help: ArgumentHelp("Remove events before this time: 90d, 2026-01-02 or RFC 3339.", valueName: "time"))
    var before: String

    @Option(
        help: ArgumentHelp(
            "A file with a checkpoint that is kept elsewhere. Without it the history must have been shipped.",
            valueName: "file"), completion: .file())
    var checkpoint: String?

    @Flag(help: "Print a JSON object.")
    var json = false

    @OptionGroup var common: CommonOptions

    func run(in world: World) throws -> ExitStatus {
        let surroundings = world.service.surroundings
        let time = try TimeOption(now: surroundings.now(), utcOffset: surroundings.utcOffset)
            .time(before, "--before", isEnd: false)
        let given = try checkpoint.map { path in
            try Checkpoint(parsing: try world.readFile(path, SignedNote.limit))
        }
        let pruned = try Pruning(stores: world.stores, checkpoints: world.checkpoints, person: world.person)
            .run(before: time, given, now: surroundings.now())
        if json {
            let object: JSONValue = [
                "removed": .integer(pruned.removed), "pruned": .integer(pruned.through),
                "kept": .integer(pruned.notCovered),
            ]
            try world.console.answer(object.shown)
            return .done
        }
        world.console.notice(
            pruned.removed == 0
                ? "There is nothing to remove." : "Removed \(pruned.removed) events, up to event \(pruned.through).")
        if pruned.notCovered > 0 {
            world.console.warn("\(pruned.notCovered) events of that time stay, because nothing elsewhere covers them")
        }
        return .done
    }
}
