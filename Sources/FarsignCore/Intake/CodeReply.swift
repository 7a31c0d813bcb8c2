/// A code and the state it came with, parsed from what a person pasted or a
/// redirect carried. Nothing about it has been checked yet.
public struct CodeReply: Sendable {
    /// A pasted reply is some 700 bytes.
    public static let limit = 64 << 10
    static let longestCode = 512

    public let state: String
    let code: Secret<String>
}
