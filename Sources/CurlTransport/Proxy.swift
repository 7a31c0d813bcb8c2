internal import Glibc
internal import Session
import SignIn
import Text

/// The proxy that libcurl uses for a host, determined by libcurl's rules (libcurl-env(3)).
struct Proxy {
    private static let defaultPorts = [
        "http": 1080, "https": 443, "socks4": 1080, "socks4a": 1080, "socks5": 1080, "socks5h": 1080,
    ]

    let scheme: String
    let host: String
    let port: Int
    /// The variable that names the proxy.
    let variable: String

    /// The text for a person, without the user and the password that the variable may contain.
    var shown: String { "\(scheme)://\(host):\(port) (\(variable))".shown }

    /// Returns nil if there is no proxy for `url`, or if libcurl should report what is wrong with it.
    init?(for url: HTTPURL, variable: (String) -> String? = Self.variable) {
        let given = ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"]
            .compactMap { name in variable(name).flatMap { $0.isEmpty ? nil : (name, $0) } }.first
        guard url.scheme == "https", let (name, value) = given,
            !Self.isPassedBy(url, ["no_proxy", "NO_PROXY"].compactMap(variable).first { !$0.isEmpty } ?? "")
        else { return nil }
        self.init(value, variable: name)
    }

    private init?(_ text: String, variable: String) {
        let separator = text.firstRange(of: "://")
        scheme = separator.map { text[..<$0.lowerBound].lowercased() } ?? "http"
        guard let defaultPort = Self.defaultPorts[scheme] else { return nil }
        let rest = text[(separator?.upperBound ?? text.startIndex)...].prefix { $0 != "/" }
        var place = rest.lastIndex(of: "@").map { rest[rest.index(after: $0)...] } ?? rest
        if place.hasPrefix("["), let end = place.firstIndex(of: "]") {
            host = String(place[...end])
            place = place[place.index(after: end)...]
        } else {
            host = String(place.prefix { $0 != ":" })
            place = place.dropFirst(host.count)
        }
        guard !host.isEmpty, place.isEmpty || place.first == ":" else { return nil }
        let digits = place.dropFirst()
        guard let number = digits.isEmpty ? UInt16(exactly: defaultPort) : UInt16(digits), number > 0 else {
            return nil
        }
        port = Int(number)
        self.variable = variable
    }

    /// Whether an entry is `*`, the host's name, or a parent domain of it. Networks are not evaluated: an address
    /// counts as excluded from the proxy.
    private static func isPassedBy(_ url: HTTPURL, _ list: String) -> Bool {
        if url.host.utf8.allSatisfy({ $0 == UInt8(ascii: ".") || (0x30...0x39).contains($0) }) { return !list.isEmpty }
        return NoProxy.names(url, in: list)
            || list.split { $0 == "," || $0 == " " || $0 == "\t" }.contains { entry in
                let name = entry.lowercased().drop { $0 == "." }
                return name == "*" || url.host == name || (!name.isEmpty && url.host.hasSuffix(".\(name)"))
            }
    }

    private static func variable(_ name: String) -> String? {
        unsafe getenv(name).map { unsafe String(cString: $0) }
    }
}
