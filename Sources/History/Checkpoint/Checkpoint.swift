import Text

/// A signed statement of what a history was when it had so many rows (C2SP tlog-checkpoint).
///
/// Kept elsewhere it proves that the rows are unchanged and still there; whoever can write the ledger, and even holds
/// the key, cannot make the same checkpoint fit other rows.
package struct Checkpoint: Sendable, Equatable {
    /// Whose history it is: `farsign/HOST-ID/USER`.
    package let origin: String
    package let head: TreeHead
    package let note: SignedNote

    /// - Throws: ``CheckpointError`` if it is none. Its signatures are not checked; see ``NoteVerifier/verifies(_:)``.
    package init(parsing bytes: [UInt8]) throws(CheckpointError) {
        try self.init(SignedNote(parsing: bytes))
    }

    package init(_ note: SignedNote) throws(CheckpointError) {
        let lines = note.text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count >= 4, NoteVerifier.isName(lines[0]) else { throw .malformed("it has no origin") }
        // Without leading zeros, and within what every JSON library reads exactly.
        guard let size = Int(lines[1]), String(size) == lines[1], 0...1 << 53 ~= size else {
            throw .malformed("its second line is no size")
        }
        guard let root = TreeHash(base64: String(lines[2])) else { throw .malformed("its third line is no root hash") }
        origin = String(lines[0])
        head = TreeHead(size: size, root: root)
        self.note = note
    }

    package var encoded: String { note.encoded }

    /// The proof that the row `seq` is among those of the checkpoint (C2SP tlog-proof).
    package func inclusionProof(seq: Int, _ hashes: [TreeHash]) -> String {
        "c2sp.org/tlog-proof@v1\nindex \(seq - 1)\n" + hashes.map { $0.base64 + "\n" }.joined() + "\n" + encoded
    }

    /// The proof that an earlier checkpoint's rows are the first ones of this, as a witness takes it (C2SP tlog-witness,
    /// `add-checkpoint`).
    package func consistencyProof(from size: Int, _ hashes: [TreeHash]) -> String {
        "old \(size)\n" + hashes.map { $0.base64 + "\n" }.joined() + "\n" + encoded
    }
}
