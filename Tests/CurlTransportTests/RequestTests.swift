import CurlTransport
import FarsignCore
import Session
import Synchronization
import Testing
import Text

@Suite("what is sent")
struct RequestTests {
    /// Sends a request to a server that only notes it down.
    private func captured(_ request: (_ url: String) -> HTTPRequest) throws -> CapturedRequest {
        let seen = Mutex<CapturedRequest?>(nil)
        return try LoopbackServer.run { client in
            let request = client.readRequest()
            seen.withLock { $0 = request }
            client.write("HTTP/1.1 204 No Content\r\n\r\n")
        } _: { server in
            let response = try transport.send(request(server.url))
            #expect(response.status == 204)
            return try #require(seen.withLock { $0 })
        }
    }

    @Test func `a request is a POST with the headers and the body given, and the user agent`() throws {
        var host = ""
        let request = try captured { url in
            host = String(url.dropFirst("http://".count).prefix { $0 != "/" })
            return HTTPRequest(
                url: url, headers: [("Content-Type", "application/json"), ("DPoP", "a.b.c"), ("X-Empty", "")],
                body: Secret(Array(#"{"clientId":"x"}"#.utf8)))
        }
        #expect(
            request.lines == [
                "POST /v1/token HTTP/1.1", "Host: \(host)", "User-Agent: farsign/0.1.0", "Accept: */*",
                "Content-Type: application/json", "DPoP: a.b.c", "X-Empty:", "Content-Length: 16",
            ])
        #expect(request.body == Array(#"{"clientId":"x"}"#.utf8))
    }

    @Test func `a request does not ask for leave to send a large body`() throws {
        let request = try captured { plainRequest(to: $0, body: String(repeating: "x", count: 3 << 20)) }
        #expect(request.header("expect") == nil)
        #expect(request.body.count == 3 << 20)
    }

    @Test func `a request may have an empty body`() throws {
        let request = try captured { plainRequest(to: $0, body: "") }
        #expect(request.header("content-length") == "0")
        #expect(request.body == [])
    }

    @Test func `a request keeps every byte of the body, NUL included`() throws {
        let body = (0...255).map { UInt8($0) }
        let request = try captured { HTTPRequest(url: $0, headers: [], body: Secret(body)) }
        #expect(request.body == body)
    }

    @Test(arguments: [
        ("Name", "a\r\nX: y"), ("Name", "a\nb"), ("Name", "a\0b"), ("Na me", "a"), ("Name:", "a"), ("", "a"),
    ])
    func `a request is refused with a header that would be another one`(name: String, value: String) throws {
        let error = try LoopbackServer.run { _ in
        } _: { server in
            failure(of: HTTPRequest(url: server.url, headers: [(name, value)], body: Secret([])))
        }
        #expect(error?.code == .failed)
        #expect(error?.mayHaveBeenSent == false)
    }

    @Test(arguments: ["http://example.com/", "http://10.0.0.1/", "http://127.0.0.1.example.com/"])
    func `a request never leaves the machine as plain HTTP`(url: String) {
        let error = failure(of: plainRequest(to: url))
        #expect(error?.code == .failed)
        #expect(error?.summary.hasPrefix("plain HTTP to ") == true)
        #expect(error?.mayHaveBeenSent == false)
    }

    @Test(arguments: ["file:///etc/passwd", "ftp://127.0.0.1/", "https://user@host/", "nonsense", ""])
    func `a request goes to no other kind of URL`(url: String) {
        let error = failure(of: plainRequest(to: url))
        #expect(error?.code == .failed)
        #expect(error?.mayHaveBeenSent == false)
    }
}
