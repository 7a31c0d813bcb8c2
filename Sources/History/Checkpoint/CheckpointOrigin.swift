import Crypto
import FoundationEssentials
import Text

/// The origin of a user's checkpoints, which is also the name of their key: `farsign/HOST-ID/USER`.
package struct CheckpointOrigin: Sendable, Hashable {
    /// 32 hexadecimal digits.
    package let host: String
    /// Letters, digits, dots, dashes and underscores; `~2` at its end for a second history, and so on.
    package let user: String

    /// - Parameters:
    ///   - machineID: the content of `/etc/machine-id`, or random bytes where there is none. It "should not be exposed"
    ///     (machine-id(5)), hence the keyed hash of it.
    ///   - history: the number of this ledger, when an earlier one was set aside or removed.
    package init(machineID: [UInt8], user: String?, uid: Int, history: Int = 1) {
        let code = HMAC<SHA256>.authenticationCode(
            for: Array("farsign host id".utf8), using: SymmetricKey(data: machineID))
        let isName = user.map { $0.utf8.count <= 64 && !$0.isEmpty && $0.utf8.allSatisfy(Self.isPlain) } ?? false
        let name = isName ? user ?? "" : "uid-\(uid)"
        self.init(
            host: Array(code.prefix(16)).hex, user: history > 1 ? "\(name)~\(history)" : name)
    }

    private init(host: String, user: String) {
        self.host = host
        self.user = user
    }

    /// Returns nil for the origin of something else.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, parts[0] == "farsign", Self.isHost(parts[1]), Self.isUser(parts[2]) else { return nil }
        self.init(host: parts[1], user: parts[2])
    }

    package var text: String { "farsign/\(host)/\(user)" }

    /// The number of the history; see ``init(machineID:user:uid:history:)``.
    package var history: Int {
        user.split(separator: "~", maxSplits: 1).dropFirst().first.flatMap { Int($0) } ?? 1
    }

    static func isHost(_ text: String) -> Bool {
        text.utf8.count == 32 && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }

    static func isUser(_ text: String) -> Bool {
        (1...80).contains(text.utf8.count) && text.utf8.allSatisfy { isPlain($0) || $0 == UInt8(ascii: "~") }
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
