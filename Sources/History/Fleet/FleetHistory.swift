/// What was found of one history in a store of many.
package struct FleetHistory: Sendable {
    /// What is wrong with it.
    package struct Problem: Sendable, Hashable {
        package enum Kind: String, Sendable {
            /// Rows are not in the store.
            case gap
            /// One sequence number has two rows.
            case fork
            /// A row does not follow the one before it.
            case brokenChain = "broken-chain"
            /// An object that cannot be read as what its name says.
            case badObject = "bad-object"
            /// A checkpoint that does not fit, or that another key signed.
            case checkpoint
            /// A checkpoint covers rows that the store does not have.
            case cutTail = "cut-tail"
            /// The last row is old.
            case silent
        }

        package let kind: Kind
        /// A sentence without its full stop.
        package let text: String
    }

    /// Problems of one history that are told.
    private static let mostProblems = 20

    package let origin: CheckpointOrigin
    /// The name of the machine; nil if no row was read.
    package internal(set) var hostName: String?
    /// How many different rows there are.
    package internal(set) var rows = 0
    package internal(set) var lastHash: String?
    package internal(set) var lastTime: String?
    /// How many checkpoints fit.
    package internal(set) var checkpoints = 0
    /// The largest of these.
    package internal(set) var lastCheckpoint: TreeHead?
    package private(set) var problems: [Problem] = []
    /// How many more problems there are.
    package private(set) var moreProblems = 0

    init(_ origin: CheckpointOrigin) {
        self.origin = origin
    }

    package var isIntact: Bool { problems.isEmpty }

    mutating func add(_ kind: Problem.Kind, _ text: String) {
        guard problems.count < Self.mostProblems else {
            moreProblems += 1
            return
        }
        problems.append(Problem(kind: kind, text: text))
    }
}
