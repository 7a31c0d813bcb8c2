import Text

/// A text with signatures under it (C2SP signed-note).
package struct SignedNote: Sendable, Equatable {
    /// A signature line.
    package struct Signature: Sendable, Equatable {
        package let name: String
        /// Four bytes that tell the keys of one name apart, and the signature after them.
        package let bytes: [UInt8]

        package init(name: String, bytes: [UInt8]) {
            self.name = name
            self.bytes = bytes
        }
    }

    /// In bytes. A checkpoint with the signatures of a hundred witnesses is smaller.
    package static let limit = 64 << 10

    private static let dash = "\u{2014} "

    /// What is signed: lines, each with its line feed.
    package let text: String
    package let signatures: [Signature]

    package init(text: String, signatures: [Signature]) {
        self.text = text
        self.signatures = signatures
    }

    /// - Throws: ``CheckpointError`` if it is no signed note.
    package init(parsing bytes: [UInt8]) throws(CheckpointError) {
        guard bytes.count <= Self.limit else { throw .malformed("it is larger than \(Self.limit) bytes") }
        guard let note = String(validating: bytes, as: UTF8.self),
            note.utf8.allSatisfy({ $0 >= 0x20 || $0 == 0x0A }), note.utf8.last == 0x0A
        else { throw .malformed("it is no text that ends with a line") }
        // The signatures follow the last empty line.
        let lines = note.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        guard let gap = lines.lastIndex(of: ""), gap > lines.startIndex, gap < lines.endIndex - 1 else {
            throw .malformed("it has no signature")
        }
        text = lines[..<gap].map { $0 + "\n" }.joined()
        var signatures: [Signature] = []
        for line in lines[(gap + 1)...] {
            let parts = line.dropFirst(Self.dash.count).split(separator: " ", omittingEmptySubsequences: false)
            guard line.startsExactly(with: Self.dash), parts.count == 2, NoteVerifier.isName(parts[0]),
                let bytes = String(parts[1]).base64Decoded, bytes.count > NoteVerifier.idLength
            else { throw .malformed("a line is no signature") }
            signatures.append(Signature(name: String(parts[0]), bytes: bytes))
        }
        self.signatures = signatures
    }

    /// The text of the note.
    package var encoded: String {
        text + "\n" + signatures.map { "\(Self.dash)\($0.name) \($0.bytes.base64)\n" }.joined()
    }
}
