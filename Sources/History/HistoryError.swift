package import Text

/// Why something cannot be said about a history.
package typealias HistoryError = CodedError<HistoryErrorCode>

/// See ``HistoryError``.
package enum HistoryErrorCode: String, ErrorCode {
    case chainBroken = "chain-broken"
    case ledgerAltered = "ledger-altered"
    case setAside = "ledger-set-aside"
    case checkpointRefuted = "checkpoint-mismatch"
    case checkpointKey = "checkpoint-key"
    case noEvent = "no-event"
    case notCloudTrail = "not-cloudtrail"
    case notCovered = "not-covered"
    case noHistories = "no-histories"
}

extension HistoryError {
    package static func chainBroken(_ seq: Int, _ reason: String) -> HistoryError {
        HistoryError(
            .chainBroken, "the audit history does not verify from event \(seq) on: \(reason)",
            hint: "compare the ledger with a copy of it")
    }

    package static func ledgerAltered(_ reason: String) -> HistoryError {
        HistoryError(
            .ledgerAltered,
            "the chain of events is valid, but the ledger's schema or storage was altered: \(reason)",
            hint: "the output of 'farsign audit list' may be incomplete: compare the ledger with a copy of it")
    }

    package static func setAside(_ path: String) -> HistoryError {
        HistoryError(
            .setAside,
            "an earlier part of the audit history was corrupt and was set aside: \(path.shown)",
            hint: "recover its content with 'sqlite3 FILE .recover', then move the file, its -wal and its -shm out of "
                + "that directory")
    }

    package static func noEvent(_ seq: Int) -> HistoryError {
        HistoryError(.noEvent, "there is no event \(seq) in the history", hint: "see 'farsign audit list'")
    }

    package static func noHistories(_ place: String) -> HistoryError {
        HistoryError(
            .noHistories, "there are no histories in \(place.shown)", hint: "check the prefix after the bucket's name")
    }

    package static func notCloudTrail(_ reason: String) -> HistoryError {
        HistoryError(
            .notCloudTrail, "stdin is not an event of CloudTrail: \(reason)",
            hint: "give it one event, or a file with 'Records', or pass an access key id as the argument")
    }
}
