import CurlTransport
import FarsignCore
import Foundation
import Session
import Testing
import Text

@Suite("what comes back")
struct ReplyTests {
    /// What the transport makes of these bytes.
    private func response(_ text: String) throws -> HTTPResponse {
        try LoopbackServer.run { client in
            client.readRequest()
            client.write(text)
        } _: { server in
            try transport.send(plainRequest(to: server.url))
        }
    }

    @Test func `a reply has the status, the headers in lower case and the body`() throws {
        let response = try response(
            "HTTP/1.1 401 Unauthorized\r\nX-Amzn-ErrorType:  TokenExpired \r\nSet-Cookie: a\r\nset-cookie: b\r\n"
                + "Empty:\r\nContent-Length: 5\r\n\r\nhello")
        #expect(response.status == 401)
        #expect(
            response.headers == [
                "x-amzn-errortype": "TokenExpired", "set-cookie": "a, b", "empty": "", "content-length": "5",
            ])
        #expect(response.body.reveal() == Array("hello".utf8))
    }

    @Test func `a reply may come in chunks, and without a length`() throws {
        let chunked = try response(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n")
        #expect(chunked.body.reveal() == Array("abc".utf8))
        let untilEnd = try response("HTTP/1.1 200 OK\r\n\r\nabc")
        #expect(untilEnd.body.reveal() == Array("abc".utf8))
    }

    @Test func `a reply holds nothing of an interim reply`() throws {
        let response = try response(
            "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nDate: y\r\nContent-Length: 0\r\n\r\n")
        #expect(response.status == 200)
        #expect(response.headers == ["date": "y", "content-length": "0"])
    }

    @Test(arguments: [301, 302, 303, 307, 308])
    func `a reply is a redirect as it stands, and is not followed`(status: Int) throws {
        try LoopbackServer.run { client in
            client.readRequest()
        } _: { other in
            let location = other.url
            try LoopbackServer.run { client in
                client.readRequest()
                client.write("HTTP/1.1 \(status) Moved\r\nLocation: \(location)\r\nContent-Length: 0\r\n\r\n")
            } _: { server in
                let response = try transport.send(plainRequest(to: server.url))
                #expect(response.status == status)
                #expect(response.headers["location"] == location)
            }
            #expect(other.connections == 0)
        }
    }

    @Test func `a reply is taken up to the limit, and cut one byte past it`() throws {
        let full = try response("HTTP/1.1 200 OK\r\n\r\n" + String(repeating: "x", count: HTTPResponse.limit))
        #expect(full.body.reveal().count == HTTPResponse.limit)
        let error = #expect(throws: TransportError.self) {
            try response("HTTP/1.1 200 OK\r\n\r\n" + String(repeating: "x", count: HTTPResponse.limit + 1))
        }
        #expect(error?.code == .replyTooLarge)
        #expect(error?.mayHaveBeenSent == true)
    }

    @Test func `a reply of 100 MB is cut early, in bounded memory`() async {
        // In a process of its own, since the memory of this one is that of all the tests.
        await #expect(processExitsWith: .success) {
            _ = failure(of: plainRequest(to: "http://127.0.0.1:1/"))
            let before = residentKilobytes()
            let error = try LoopbackServer.run { client in
                client.readRequest()
                client.write("HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n")
                let piece = [UInt8](repeating: UInt8(ascii: "x"), count: 100_000)
                var sent = 0
                while sent < 1_000, client.write(piece) { sent += 1 }
                // What the kernel's buffers took is on top of the limit.
                #expect(sent < 200)
            } _: { server in
                failure(of: plainRequest(to: server.url))
            }
            #expect(error?.code == .replyTooLarge)
            #expect(residentKilobytes() - before < 8_192)
        }
    }

    /// Bytes without an end, in each of the places where a reply can have them.
    @Test(arguments: [
        ("HTTP/1.1 200 OK\r\n", "X-Flood: 0123456789012345678901234567890123456789\r\n"),
        ("HTTP/1.1 200 OK\r\nX-Flood: ", String(repeating: "x", count: 1_000)),
        ("", "HTTP/1.1 100 Continue\r\n\r\n"),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", "X-Trailer: 0123456789\r\n"),
    ])
    func `a reply with headers without end is cut`(start: String, flood: String) throws {
        let error = try LoopbackServer.run { client in
            client.readRequest()
            client.write(start)
            while client.write(flood) {}
        } _: { server in
            failure(of: plainRequest(to: server.url))
        }
        #expect(error?.code == .replyTooLarge)
        #expect(error?.mayHaveBeenSent == true)
    }
}

/// This process's own memory, without the pages of mapped files.
private func residentKilobytes() -> Int {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("RssAnon:") } ?? ""
    return line.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? .max
}
