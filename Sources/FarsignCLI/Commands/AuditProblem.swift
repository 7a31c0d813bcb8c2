import Text

/// The reason why `farsign audit verify` fails.
typealias AuditProblem = CodedError<AuditProblemCode>

/// See ``AuditProblem``.
enum AuditProblemCode: String, ErrorCode {
    case chainBroken = "chain-broken"
    case ledgerAltered = "ledger-altered"
    case setAside = "ledger-set-aside"
    case noEvent = "no-event"
    case notCloudTrail = "not-cloudtrail"
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

    static func noEvent(_ seq: Int) -> AuditProblem {
        AuditProblem(.noEvent, "there is no event \(seq) in the history", hint: "see 'farsign audit list'")
    }

    static func notCloudTrail(_ reason: String) -> AuditProblem {
        AuditProblem(
            .notCloudTrail, "stdin is not an event of CloudTrail: \(reason)",
            hint: "give it one event, or a file with 'Records', or pass an access key id as the argument")
    }

    static func setAside(_ path: String) -> AuditProblem {
        AuditProblem(
            .setAside,
            "an earlier part of the audit history was corrupt and was set aside: \(path.shown)",
            hint: "recover its content with 'sqlite3 FILE .recover', then move the file, its -wal and its -shm out of "
                + "that directory")
    }
}
