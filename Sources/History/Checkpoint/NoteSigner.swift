import Crypto
import FoundationEssentials
package import Text

/// The key with which this user's checkpoints are signed.
package struct NoteSigner: Sendable {
    private static let prefix = "PRIVATE+KEY+"

    package let verifier: NoteVerifier
    private let key: Curve25519.Signing.PrivateKey

    /// A new key.
    ///
    /// - Parameter name: see ``CheckpointOrigin``.
    package init(name: String) {
        self.init(name: name, key: Curve25519.Signing.PrivateKey())
    }

    private init(name: String, key: Curve25519.Signing.PrivateKey) {
        self.key = key
        verifier = NoteVerifier(name: name, publicKey: Array(key.publicKey.rawRepresentation))
    }

    /// The text of a key file: `PRIVATE+KEY+NAME+ID+BASE64`, with a line feed.
    ///
    /// - Throws: ``CheckpointError`` with the code ``CheckpointErrorCode/badKey``.
    package init(parsing file: Secret<[UInt8]>) throws(CheckpointError) {
        let text = String(decoding: file.reveal(), as: UTF8.self)
        let parts = text.split(separator: "\n").first.map {
            $0.dropFirst(Self.prefix.count).split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false)
        }
        guard text.startsExactly(with: Self.prefix), let parts, parts.count == 3, NoteVerifier.isName(parts[0]),
            let bytes = String(parts[2]).base64Decoded, bytes.first == NoteVerifier.ed25519,
            let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: bytes.dropFirst())
        else { throw .badKey("its file has no Ed25519 key") }
        self.init(name: String(parts[0]), key: key)
        guard verifier.id.hex == parts[1] else { throw .badKey("its id does not belong to it") }
    }

    package var file: Secret<[UInt8]> {
        let bytes = [NoteVerifier.ed25519] + key.rawRepresentation
        return Secret(Array("\(Self.prefix)\(verifier.name)+\(verifier.id.hex)+\(bytes.base64)\n".utf8))
    }

    /// - Throws: ``CheckpointError`` if the key cannot sign.
    package func sign(_ head: TreeHead) throws(CheckpointError) -> SignedNote {
        let text = TreeHead.text(origin: verifier.name, head)
        guard let signature = try? key.signature(for: Array(text.utf8)) else { throw .badKey("it cannot sign") }
        return SignedNote(text: text, signatures: [.init(name: verifier.name, bytes: verifier.id + signature)])
    }
}
