import Text

/// The reason why `farsign audit verify` fails.
typealias AuditProblem = CodedError<AuditProblemCode>

/// See ``AuditProblem``.
enum AuditProblemCode: String, ErrorCode {
    case chainBroken = "chain-broken"
    case ledgerAltered = "ledger-altered"
    case setAside = "ledger-set-aside"
}

extension AuditProblem {
    static func chainBroken(_ seq: Int, _ reason: String) -> AuditProblem {
        AuditProblem(
            .chainBroken, "the audit history does not verify from event \(seq) on: \(reason)",
            hint: "compare the ledger with a copy of it")
    }

    static func ledgerAltered(_ reason: String) -> AuditProblem {
        AuditProblem(
            .ledgerAltered,
            "the chain of events is valid, but the ledger's schema or storage was altered: \(reason)",
            hint: "the output of 'farsign audit list' may be incomplete: compare the ledger with a copy of it")
    }

    static func setAside(_ path: String) -> AuditProblem {
        AuditProblem(
            .setAside,
            "an earlier part of the audit history was corrupt and was set aside: \(path.shown)",
            hint: "recover its content with 'sqlite3 FILE .recover', then move the file, its -wal and its -shm out of "
                + "that directory")
    }
}
