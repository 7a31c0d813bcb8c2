import Text

/// Why the history does not verify.
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
            .chainBroken, "the audit history does not fit from event \(seq) on: \(reason)",
            hint: "compare it with a copy of the ledger")
    }

    static func ledgerAltered(_ reason: String) -> AuditProblem {
        AuditProblem(
            .ledgerAltered,
            "the events of the audit history fit, but the ledger is not as farsign made it: \(reason)",
            hint: "what 'farsign audit list' shows may be incomplete: compare it with a copy of the ledger")
    }

    static func setAside(_ path: String) -> AuditProblem {
        AuditProblem(
            .setAside,
            "the audit history has an earlier part that was corrupt and set aside: \(path.shown)",
            hint: "read what is left in it with 'sqlite3 FILE .recover', then move it, with its -wal and -shm, out of "
                + "that directory")
    }
}
