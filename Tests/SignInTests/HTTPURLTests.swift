import SignIn
import Testing

@Suite("HTTP URLs")
struct HTTPURLTests {
    @Test func `a URL falls into its parts`() throws {
        let url = try #require(HTTPURL("HTTPS://Sign.Example:8443/a/b?c=d?e"))
        #expect(url.scheme == "https")
        #expect(url.host == "sign.example")
        #expect(url.port == 8443)
        #expect(url.path == "/a/b")
        #expect(url.query == "c=d?e")
        #expect(url.origin == "https://sign.example:8443")
    }

    @Test func `what is not there is nil or empty`() throws {
        let url = try #require(HTTPURL("http://[::1]"))
        #expect(url.host == "[::1]")
        #expect(url.port == nil)
        #expect(url.path.isEmpty)
        #expect(url.query == nil)
        #expect(url.isLoopback)
    }

    @Test(arguments: [("http://h?x=/", "x=/"), ("http://h?", "")])
    func `a query may follow the host at once`(_ text: String, _ query: String) throws {
        #expect(try #require(HTTPURL(text)).query == query)
    }
}
