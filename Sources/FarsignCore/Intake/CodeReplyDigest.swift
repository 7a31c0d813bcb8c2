import Crypto

extension CodeReply {
    /// SHA-256 over state and code, by which a reply that comes twice is known; nil for one without a code.
    public var digest: String? {
        guard case .code(let code) = answer else { return nil }
        return SHA256.hash(data: Array("\(state)\n\(code.reveal())".utf8)).hex
    }
}
