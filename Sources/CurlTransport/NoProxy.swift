import Glibc
import SignIn

/// Matches entries of `no_proxy` with a port, which Python's tools understand and libcurl 7.88 does not. libcurl
/// itself handles entries without a port.
enum NoProxy {
    /// Whether an entry such as `signin.example:8443` or `.example:443` matches the URL's host and port.
    static func names(_ url: HTTPURL) -> Bool {
        let list = unsafe getenv("no_proxy") ?? getenv("NO_PROXY")
        return unsafe list.map { names(url, in: unsafe String(cString: $0)) } ?? false
    }

    static func names(_ url: HTTPURL, in list: String) -> Bool {
        let port = url.port ?? (url.scheme == "https" ? 443 : 80)
        return list.split(whereSeparator: { $0 == "," || $0 == " " }).contains { entry in
            guard let colon = entry.utf8.lastIndex(of: UInt8(ascii: ":")), Int(entry[colon...].dropFirst()) == port
            else { return false }
            var host = entry[..<colon].lowercased()[...]
            if host.first == "." { host.removeFirst() }
            return !host.isEmpty && (url.host == host || url.host.hasSuffix(".\(host)"))
        }
    }
}
