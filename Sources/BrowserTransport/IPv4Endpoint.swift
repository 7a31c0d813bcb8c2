import CPlatform
import Glibc
import NIOCore

/// An endpoint of an IPv4 connection.
struct IPv4Endpoint: Sendable, Hashable {
    let host: String
    let port: Int
}

extension IPv4Endpoint {
    init?(_ address: SocketAddress?) {
        guard let host = address?.ipAddress, let port = address?.port else { return nil }
        self.init(host: host, port: port)
    }

    var endpoint: farsign_endpoint {
        farsign_endpoint(host: unsafe inet_addr(host), port: UInt16(clamping: port))
    }

    /// The endpoint as written in the kernel's tables, with words in this machine's byte order. An IPv6 socket that
    /// is connected to an IPv4 address has mapped addresses (RFC 4291, section 2.5.5.2).
    var spellings: [Substring] {
        let word = unsafe inet_addr(host)
        let end = "\(Self.hexadecimal(word, digits: 8)):\(Self.hexadecimal(UInt32(port), digits: 4))"
        let mapping = Self.hexadecimal(0, digits: 16) + Self.hexadecimal(UInt32(0xFFFF).bigEndian, digits: 8)
        return [Substring(end), Substring(mapping + end)]
    }

    private static func hexadecimal(_ number: UInt32, digits: Int) -> String {
        let text = String(number, radix: 16, uppercase: true)
        return String(repeating: "0", count: digits - text.count) + text
    }
}
