package import SignIn
import Text

extension CodeReply {
    /// SHA-256 of the state and the code, to recognise a repeated reply; nil for a reply without a code.
    package var digest: String? {
        guard case .code(let code) = answer else { return nil }
        return Array("\(state)\n\(code.reveal())".utf8).sha256.hex
    }
}
