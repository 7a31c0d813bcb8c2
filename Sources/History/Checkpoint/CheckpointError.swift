package import Text

/// Why a checkpoint is not accepted.
package typealias CheckpointError = CodedError<CheckpointErrorCode>

/// See ``CheckpointError``.
package enum CheckpointErrorCode: String, ErrorCode {
    case badCheckpoint = "bad-checkpoint"
    case badKey = "bad-checkpoint-key"
}

extension CheckpointError {
    package static func malformed(_ reason: String) -> CheckpointError {
        CheckpointError(
            .badCheckpoint, "this is not a checkpoint: \(reason)",
            hint: "a checkpoint is what 'farsign audit checkpoint' prints, from its first line to its last")
    }

    package static func badKey(_ reason: String) -> CheckpointError {
        CheckpointError(
            .badKey, "the checkpoint key cannot be used: \(reason)",
            hint: "a verifier key is what 'farsign audit checkpoint --key' prints, as in NAME+8c1b6f3a+AW4k…")
    }
}
