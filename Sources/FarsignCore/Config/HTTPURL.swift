/// The parts of an `http` or `https` URL that we look at. Anything unusual
/// (user, fragment, control characters, a host with other than letters,
/// digits, dots and hyphens) is no such URL.
public struct HTTPURL: Sendable, Hashable {
    public let scheme: String
    /// Lower case; `[::1]` is the one IPv6 address taken.
    public let host: String
    public let port: Int?
    public let path: String
    public let query: String?

    public var isLoopback: Bool {
        host == "localhost" || host == "[::1]" || (host.hasPrefix("127.") && host.utf8.allSatisfy(Self.isDigitOrDot))
    }

    public var origin: String {
        "\(scheme)://\(host)" + (port.map { ":\($0)" } ?? "")
    }

    public init?(_ text: String) {
        guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }), !text.contains("#"),
            let separator = text.firstRange(of: "://")
        else { return nil }
        scheme = text[..<separator.lowerBound].lowercased()
        guard scheme == "http" || scheme == "https" else { return nil }

        let rest = text[separator.upperBound...]
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        let target = rest[authority.endIndex...]
        let pathPart = target.prefix { $0 != "?" }
        path = String(pathPart)
        query = pathPart.endIndex < target.endIndex ? String(target[target.index(after: pathPart.endIndex)...]) : nil

        if authority.hasPrefix("[::1]") {
            host = "[::1]"
        } else {
            host = authority.prefix { $0 != ":" }.lowercased()
            let isHostByte: (UInt8) -> Bool = {
                (0x61...0x7A).contains($0) || $0 == UInt8(ascii: "-") || Self.isDigitOrDot($0)
            }
            guard !host.isEmpty, host.utf8.count <= 253, host.utf8.allSatisfy(isHostByte) else { return nil }
        }
        let afterHost = authority.dropFirst(host.count)
        if afterHost.isEmpty {
            port = nil
        } else {
            guard afterHost.first == ":", let number = UInt16(afterHost.dropFirst()), number > 0 else { return nil }
            port = Int(number)
        }
    }

    private static func isDigitOrDot(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || byte == UInt8(ascii: ".")
    }
}
