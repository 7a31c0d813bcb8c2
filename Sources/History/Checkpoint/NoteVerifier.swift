import Crypto
import FoundationEssentials
import Text

/// The public half of a key that signs notes: Ed25519 in the encoding of C2SP signed-note, `NAME+ID+BASE64`.
package struct NoteVerifier: Sendable, Hashable {
    /// In bytes.
    static let idLength = 4
    /// The type of an Ed25519 key, in front of its bytes.
    static let ed25519: UInt8 = 0x01

    package let name: String
    let id: [UInt8]
    let publicKey: [UInt8]

    init(name: String, publicKey: [UInt8]) {
        self.name = name
        self.publicKey = publicKey
        id = Array(
            SHA256.hash(data: Array(name.utf8) + [0x0A, Self.ed25519] + publicKey).prefix(Self.idLength))
    }

    /// - Throws: ``CheckpointError`` with the code ``CheckpointErrorCode/badKey``.
    package init(parsing text: String) throws(CheckpointError) {
        // The base64 may contain a plus.
        let parts = text.split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, Self.isName(parts[0]), let key = parts[2].base64Decoded, key.count == 33,
            key[0] == Self.ed25519
        else { throw .badKey("it is no Ed25519 verifier key") }
        self.init(name: parts[0], publicKey: Array(key.dropFirst()))
        guard id.hex == parts[1] else { throw .badKey("its id does not belong to it") }
    }

    package var text: String { "\(name)+\(id.hex)+\(([Self.ed25519] + publicKey).base64)" }

    /// Whether the note has a signature of this key. Lines of other keys are not looked at.
    package func verifies(_ note: SignedNote) -> Bool {
        guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey) else { return false }
        return note.signatures.contains { line in
            line.name.isExactly(name) && line.bytes.starts(with: id)
                && key.isValidSignature(line.bytes.dropFirst(Self.idLength), for: Array(note.text.utf8))
        }
    }

    /// "Key names MUST be non-empty and not contain any Unicode spaces or plus characters".
    static func isName(_ text: some StringProtocol) -> Bool {
        text.utf8.count <= 256 && !text.isEmpty && text.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != 0x2B }
    }
}
