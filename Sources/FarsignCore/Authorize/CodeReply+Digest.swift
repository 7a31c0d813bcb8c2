import Crypto
package import SignIn
import Text

extension CodeReply {
    /// SHA-256 over state and code, by which a reply that comes twice is known; nil for one without a code.
    package var digest: String? {
        guard case .code(let code) = answer else { return nil }
        return SHA256.hash(data: Array("\(state)\n\(code.reveal())".utf8)).hex
    }
}
