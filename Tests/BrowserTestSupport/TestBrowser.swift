package import BrowserSignIn

/// Somebody with a browser: keeps the cookies it is given, and sends them back.
package struct TestBrowser {
    package private(set) var cookies: [String: String] = [:]
    package var host: String
    private let answer: @Sendable (BrowserRequest) async -> BrowserResponse

    /// - Parameter answer: the server's at `host`.
    package init(
        at host: String = "127.0.0.1:40000", _ answer: @escaping @Sendable (BrowserRequest) async -> BrowserResponse
    ) {
        self.host = host
        self.answer = answer
    }

    @discardableResult
    package mutating func open(
        _ target: String, method: String = "GET", headers: [(name: String, value: String)] = []
    ) async -> BrowserResponse {
        let target = target.hasPrefix("http://\(host)") ? String(target.dropFirst(7 + host.utf8.count)) : target
        let jar = cookies.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")
        let response = await answer(
            BrowserRequest(
                method: method, target: target,
                headers: [("Host", host)] + headers
                    + (jar.isEmpty || !target.hasPrefix("/oauth") ? [] : [("Cookie", "other=1; \(jar)")])))
        for cookie in response.all("Set-Cookie") {
            let pair = cookie.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            cookies[String(pair[0])] = cookie.contains("Max-Age=0") ? nil : String(pair[1])
        }
        return response
    }
}

extension BrowserResponse {
    package func all(_ name: String) -> [String] {
        headers.filter { $0.name == name }.map(\.value)
    }

    package var title: String {
        String(body.split(separator: "<h1>").last?.prefix { $0 != "<" } ?? "")
    }

    /// Where the page's one link leads.
    package var link: String? {
        let parts = body.split(separator: "<a href=\"", omittingEmptySubsequences: false)
        return parts.count == 2 ? String(parts[1].prefix { $0 != "\"" }) : nil
    }
}
