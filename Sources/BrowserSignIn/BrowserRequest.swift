import Text

/// What a browser asks of the callback's server: a request without a body.
package struct BrowserRequest: Sendable {
    package let method: String
    /// Path and query, as they came.
    package let target: String
    /// Whose process asks; nil where the kernel does not say.
    package let uid: Int?
    private let headers: [(name: String, value: String)]

    /// - Parameter headers: in the order in which they came; names in any case.
    package init(method: String, target: String, headers: [(name: String, value: String)], uid: Int? = nil) {
        self.method = method
        self.target = target
        self.uid = uid
        self.headers = headers.map { ($0.name.lowercased(), $0.value) }
    }

    /// Whether method and target are what RFC 9110 allows, which is ASCII: they are compared as they came. Values of
    /// headers may hold other bytes: cookies of 127.0.0.1 come from whatever is served there.
    var isPlain: Bool { method.utf8.allSatisfy { $0 < 0x80 } && target.utf8.allSatisfy(\.isVisible) }

    var path: String { String(target.prefix { $0 != "?" }) }

    /// A browser that only guesses what the person will open: `Sec-Purpose` of the Fetch standard, and those before it.
    var isPrefetch: Bool {
        (values("sec-purpose") + values("purpose") + values("x-moz")).contains { $0.startsExactly(with: "prefetch") }
    }

    /// - Parameter name: in lower case.
    func values(_ name: String) -> [String] {
        headers.filter { $0.name.isExactly(name) }.map(\.value)
    }

    /// RFC 6265 section 4.2.1.
    func hasCookie(_ name: String, value: String) -> Bool {
        values("cookie").contains { header in
            header.utf8.split(separator: UInt8(ascii: ";")).contains { cookie in
                cookie.drop { $0 == 0x20 }.elementsEqual("\(name)=\(value)".utf8)
            }
        }
    }
}
