package import FoundationEssentials
import Session

/// The result of the verification of one history.
package struct VerifiedHistory: Sendable, Hashable {
    package enum Result: Sendable, Hashable {
        /// The chain is valid; `lastHash` is that of its last event.
        case intact(events: Int, lastHash: String)
        /// What is wrong, in one sentence.
        case problem(String)
    }

    /// A signed statement of how many events the history had and which they were.
    package struct Checkpoint: Sendable, Hashable {
        /// The number of events.
        package let size: Int
        /// The root of the Merkle tree over them, as the checkpoint writes it.
        package let root: String
        package let time: Date?

        package init(size: Int, root: String, time: Date? = nil) {
            self.size = size
            self.root = root
            self.time = time
        }
    }

    /// The machine; nil for this one.
    package let host: String?
    package let result: Result
    /// The last one, which the history contains if it is intact.
    package let checkpoint: Checkpoint?

    package init(host: String?, _ result: Result, checkpoint: Checkpoint? = nil) {
        self.host = host
        self.result = result
        self.checkpoint = checkpoint
    }

    var isIntact: Bool {
        if case .intact = result { true } else { false }
    }
}
