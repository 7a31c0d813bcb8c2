import ArgumentParser
import Broker
import FarsignCore
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

    @OptionGroup var common: CommonOptions

    func run(in world: World) throws -> ExitStatus {
        let expected = try expect.map { text throws(UsageError) in
            guard let checkpoint = AuditCheckpoint(text) else {
                throw UsageError(
                    "--expect takes a sequence number and a hash, not '\(text.shown)'",
                    hint: "write SEQ:HASH, as an earlier 'farsign audit verify' printed them")
            }
            return checkpoint
        }
        switch try world.stores.ledger.verify(expected) {
        case .intact(let rows, let hash):
            try world.console.answer("\(rows) events, chain intact, sequence \(rows), hash \(hash)")
            return .done
        case .broken(let seq, let reason):
            world.console.report(AuditProblem.chainBroken(seq, reason))
        case .altered(let reason):
            world.console.report(AuditProblem.ledgerAltered(reason))
        case .setAside(let path):
            world.console.report(AuditProblem.setAside(path))
        }
        return .failed
    }
}
