package import FoundationEssentials
package import Session
package import Text

/// The rows of the ledger as evidence.
package protocol LedgerHistory: Sendable {
    /// Reads all rows.
    ///
    /// - Parameters:
    ///   - expected: a row that must be among them.
    ///   - sizes: tree sizes whose heads the result is to contain.
    func verify(_ expected: ExpectedEvent?, sizes: Set<Int>) throws(StateError) -> HistoryVerification
    /// The tree of all rows. It continues from the last one that was asked for, so that it takes as long as the rows
    /// since then.
    ///
    /// - Throws: ``StateError``; ``HistoryError`` if a new row does not fit the ones before it.
    func tree() throws -> CompactRange
    /// Takes the leaves after those that were pruned, up to the tree's size.
    ///
    /// - Parameter proof: gets the number of rows, and the tree of those that were pruned; returns nil if there is no
    ///   such proof.
    func prove(_ proof: @Sendable (_ rows: Int, _ pruned: CompactRange) -> TreeProof?) throws -> [TreeHash]?
    /// The rows after those that a destination has, at most so many.
    ///
    /// - Throws: ``StateError``; ``HistoryError`` if a row does not fit the ones before it.
    func rows(after shipment: Shipment, limit: Int) throws -> [HistoryRow]
    /// How far a destination is; the rows that were pruned count as there.
    func shipment(to destination: String) throws -> Shipment
    func save(_ shipment: Shipment, to destination: String) throws(StateError)
    /// All destinations that rows were shipped to, and how many rows each has.
    func destinations() throws(StateError) -> [(name: String, rows: Int)]
    /// How many of the first rows are older than a time; nil if all are.
    func rows(before time: Date) throws(StateError) -> Int?
    /// Removes the first rows, and writes the row that tells so.
    ///
    /// - Parameter key: the key that the last of them names, if they name any.
    /// - Throws: ``StateError``; ``HistoryError`` if the rows do not fit together.
    func prune(through seq: Int, key: NoteVerifier?, by actor: Actor, at time: Date) throws
    /// Runs `body` while no other process ships to the destination.
    func hold<Result>(_ destination: String, _ body: () throws -> Result) throws -> Result
}
