import Text

/// A browser's request to the callback server, without a body.
package struct BrowserRequest: Sendable {
    package let method: String
    /// Path and query as received.
    package let target: String
    /// The owner of the browser's process; nil if the kernel does not say.
    package let uid: Int?
    private let headers: [(name: String, value: String)]

    /// - Parameter headers: in the order received; names in any case.
    package init(method: String, target: String, headers: [(name: String, value: String)], uid: Int? = nil) {
        self.method = method
        self.target = target
        self.uid = uid
        self.headers = headers.map { ($0.name.lowercased(), $0.value) }
    }

    /// Whether method and target contain only the ASCII characters that RFC 9110 allows, because they are compared as
    /// received. Header values may contain other bytes: cookies of 127.0.0.1 come from any program that serves there.
    var isPlain: Bool { method.utf8.allSatisfy { $0 < 0x80 } && target.utf8.allSatisfy(\.isVisible) }

    var path: String { String(target.prefix { $0 != "?" }) }

    /// Whether a browser fetches the page only in case the person opens it: `Sec-Purpose` of the Fetch standard and
    /// its predecessors.
    var isPrefetch: Bool {
        (values("sec-purpose") + values("purpose") + values("x-moz")).contains { $0.startsExactly(with: "prefetch") }
    }

    /// - Parameter name: in lower case.
    func values(_ name: String) -> [String] {
        headers.filter { $0.name.isExactly(name) }.map(\.value)
    }

    /// RFC 6265, section 4.2.1.
    func hasCookie(_ name: String, value: String) -> Bool {
        values("cookie").contains { header in
            header.utf8.split(separator: UInt8(ascii: ";")).contains { cookie in
                cookie.drop { $0 == 0x20 }.elementsEqual("\(name)=\(value)".utf8)
            }
        }
    }
}
