import Text

/// The parts of an `http` or `https` URL that farsign uses. URLs with a user, a fragment, control characters, or a
/// host with other characters than letters, digits, dots and hyphens are refused.
package struct HTTPURL: Sendable, Hashable {
    package let scheme: String
    /// In lower case. `[::1]` is the only IPv6 address that is accepted.
    package let host: String
    package let port: Int?
    package let path: String
    package let query: String?

    package var isLoopback: Bool {
        let octets = host.split(separator: ".", omittingEmptySubsequences: false)
        let isIPv4 = octets.count == 4 && octets.allSatisfy { $0.utf8.allSatisfy(\.isDigit) && UInt8($0) != nil }
        return host == "localhost" || host == "[::1]" || (isIPv4 && octets.first == "127")
    }

    /// Whether a container or a virtual machine gets its credentials from this address, which no network carries.
    package var isLinkLocal: Bool {
        ["169.254.169.254", "169.254.170.2", "169.254.170.23"].contains(host)
    }

    package var origin: String {
        "\(scheme)://\(host)" + (port.map { ":\($0)" } ?? "")
    }

    package init?(_ text: String) {
        guard text.utf8.allSatisfy(\.isVisible), !text.utf8.contains(UInt8(ascii: "#")) else { return nil }
        scheme = text.prefix { $0 != ":" }.lowercased()
        let separator = "://"
        guard scheme == "http" || scheme == "https", text.dropFirst(scheme.count).hasPrefix(separator) else {
            return nil
        }

        let rest = text.dropFirst(scheme.count + separator.count)
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        let target = rest[authority.endIndex...]
        let pathPart = target.prefix { $0 != "?" }
        path = String(pathPart)
        query = pathPart.endIndex < target.endIndex ? String(target[target.index(after: pathPart.endIndex)...]) : nil

        if authority.hasPrefix("[::1]") {
            host = "[::1]"
        } else {
            host = authority.prefix { $0 != ":" }.lowercased()
            let labels = host.split(separator: ".", omittingEmptySubsequences: false)
            guard host.utf8.count <= 253, labels.allSatisfy(Self.isLabel) else { return nil }
        }
        let afterHost = authority.dropFirst(host.count)
        if afterHost.isEmpty {
            port = nil
        } else {
            let digits = afterHost.dropFirst()
            guard afterHost.first == ":", digits.utf8.allSatisfy(\.isDigit), let number = UInt16(digits), number > 0
            else { return nil }
            port = Int(number)
        }
    }

    /// RFC 1123, section 2.1.
    private static func isLabel(_ label: Substring) -> Bool {
        (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
            && label.utf8.allSatisfy { $0.isLowercaseLetter || $0.isDigit || $0 == UInt8(ascii: "-") }
    }
}
