import CurlTransport
import Dispatch
import FarsignCore
import Foundation
import Session
import Testing
import Text

/// Each in a process of its own, since the environment belongs to the whole process.
@Suite("proxies from the environment")
struct ProxyTests {
    @Test func `proxies carry https as a tunnel`() async {
        await #expect(processExitsWith: .success) {
            try TLSServer.run { server in
                try LoopbackServer.run(tunnel) { proxy in
                    setenv("https_proxy", "http://127.0.0.1:\(proxy.port)", 1)
                    let response = try transport.send(plainRequest(to: server.url, caBundle: server.authority))
                    #expect(response.body.reveal() == Array("ok".utf8))
                    #expect(response.headers == ["content-length": "2"])
                    #expect(proxy.connections == 1)
                }
            }
        }
    }

    @Test func `proxies are passed by for the hosts of no_proxy`() async {
        await #expect(processExitsWith: .success) {
            try TLSServer.run { server in
                try LoopbackServer.run(tunnel) { proxy in
                    setenv("https_proxy", "http://127.0.0.1:\(proxy.port)", 1)
                    setenv("no_proxy", "localhost", 1)
                    _ = try transport.send(plainRequest(to: server.url, caBundle: server.authority))
                    #expect(proxy.connections == 0)
                }
            }
        }
    }

    /// The server's host is localhost; `PORT` is its port.
    @Test(arguments: [
        ("localhost:PORT", 0), ("a.example:1, LOCALHOST:PORT", 0), (".localhost:PORT", 0), ("localhost:1", 1),
        ("ocalhost:PORT", 1), (":PORT", 1), ("localhost:", 1),
    ])
    func `proxies are passed by for an entry with a port, on that port`(_ list: String, _ connections: Int) async {
        await #expect(processExitsWith: .success) { [list, connections] in
            try TLSServer.run { server in
                try LoopbackServer.run(tunnel) { proxy in
                    let port = server.url.split(separator: ":").last.map { String($0.prefix(while: \.isNumber)) }
                    setenv("https_proxy", "http://127.0.0.1:\(proxy.port)", 1)
                    setenv("no_proxy", list.replacing("PORT", with: port ?? ""), 1)
                    _ = try transport.send(plainRequest(to: server.url, caBundle: server.authority))
                    #expect(proxy.connections == connections)
                }
            }
        }
    }

    @Test func `proxies are not for plain HTTP to this machine`() async {
        await #expect(processExitsWith: .success) {
            try LoopbackServer.run { client in
                client.readRequest()
                client.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
            } _: { server in
                try LoopbackServer.run(tunnel) { proxy in
                    setenv("http_proxy", "http://127.0.0.1:\(proxy.port)", 1)
                    setenv("all_proxy", "http://127.0.0.1:\(proxy.port)", 1)
                    let response = try transport.send(plainRequest(to: server.url))
                    #expect(response.status == 200)
                    #expect(proxy.connections == 0)
                }
            }
        }
    }

    @Test func `proxies that refuse the tunnel leave the request unsent`() async {
        await #expect(processExitsWith: .success) {
            let error = try LoopbackServer.run { client in
                client.readRequest()
                client.write("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
            } _: { proxy in
                setenv("https_proxy", "http://user:pa55word@127.0.0.1:\(proxy.port)", 1)
                return failure(of: plainRequest(to: "https://signin.invalid/"))
            }
            #expect(error?.code == .notConnected)
            #expect(error?.summary.contains("407") == true)
            #expect(error?.mayHaveBeenSent == false)
        }
    }

    @Test func `proxies that never open the tunnel leave the request unsent`() async {
        await #expect(processExitsWith: .success) {
            let error = try LoopbackServer.run({ $0.waitForClose() }) { proxy in
                setenv("https_proxy", "http://127.0.0.1:\(proxy.port)", 1)
                return failure(of: plainRequest(to: "https://signin.invalid/"), over: hastyTransport)
            }
            #expect(error?.code == .timedOut)
            #expect(error?.mayHaveBeenSent == false)
        }
    }

    @Test func `proxies that do not exist are named as the cause`() async {
        await #expect(processExitsWith: .success) {
            setenv("https_proxy", "http://\(unresolvable):3128", 1)
            let error = failure(of: plainRequest(to: "https://signin.invalid/"))
            #expect(error?.code == .hostNotFound)
            let proxy = "http://\(unresolvable):3128 (https_proxy)"
            #expect(error?.summary == "the proxy \(proxy) for signin.invalid cannot be resolved")
            #expect(error?.mayHaveBeenSent == false)
        }
    }

    @Test func `proxies that are dead are named before anything is to be sent`() async {
        await #expect(processExitsWith: .success) {
            let port = try LoopbackServer.run({ _ in }) { $0.port }
            for (variable, scheme) in [("all_proxy", "socks5h"), ("HTTPS_PROXY", "http"), ("https_proxy", "https")] {
                setenv(variable, "\(scheme)://user:pa55word@127.0.0.1:\(port)", 1)
                let proxy = "\(scheme)://127.0.0.1:\(port) (\(variable))"
                for error in [
                    problem(at: "https://signin.invalid/"), failure(of: plainRequest(to: "https://signin.invalid/")),
                ] {
                    #expect(error?.code == .notConnected)
                    #expect(error?.summary.contains("the proxy \(proxy): connection refused") == true)
                    #expect(error?.summary.contains("pa55word") == false)
                }
            }
            setenv("https_proxy", "\(unresolvable):3128", 1)
            let error = problem(at: "https://signin.invalid/")
            #expect(error?.code == .hostNotFound)
            #expect(error?.summary == "the proxy http://\(unresolvable):3128 (https_proxy) cannot be resolved")
        }
    }

    @Test func `proxies that answer, and hosts that need none, are no problem beforehand`() async {
        await #expect(processExitsWith: .success) {
            let dead = try LoopbackServer.run({ _ in }) { $0.port }
            try LoopbackServer.run({ $0.waitForClose() }) { proxy in
                setenv("https_proxy", "http://127.0.0.1:\(proxy.port)/", 1)
                #expect(problem(at: "https://signin.invalid/") == nil)
            }
            setenv("https_proxy", "http://127.0.0.1:\(dead)", 1)
            #expect(problem(at: "http://127.0.0.1:1/") == nil)
            for list in ["*", "signin.invalid", ".invalid", "other, INVALID", "signin.invalid:443"] {
                setenv("no_proxy", list, 1)
                #expect(problem(at: "https://signin.invalid/") == nil, "\(list)")
            }
            for list in ["", "nin.invalid", "signin.invalid.x"] {
                setenv("no_proxy", list, 1)
                #expect(problem(at: "https://signin.invalid/") != nil, "\(list)")
            }
        }
    }

    @Test func `proxies never show their password`() async {
        await #expect(processExitsWith: .success) {
            let proxies = [
                "gopher://user:pa55word@127.0.0.1:1", "http://user:pa55word@[::1", "http://user:pa55word@127.0.0.1:1",
            ]
            for proxy in proxies {
                setenv("https_proxy", proxy, 1)
                let error = failure(of: plainRequest(to: "https://signin.invalid/"))
                #expect(error != nil)
                #expect(error?.summary.contains("pa55word") == false)
                #expect(error?.mayHaveBeenSent == false)
            }
        }
    }
}

/// A proxy that opens tunnels to any port of this machine (RFC 9110, section 9.3.6).
@Sendable private func tunnel(_ client: Connection) {
    let words = client.readRequest().lines.first?.split(separator: " ") ?? []
    guard words.first == "CONNECT", words.count == 3, let port = words[1].split(separator: ":").last,
        let number = UInt16(port), let server = LoopbackServer.connect(to: number)
    else {
        client.write("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n")
        return
    }
    client.write("HTTP/1.1 200 Connection established\r\nX-Proxy: yes\r\n\r\n")
    let isOver = DispatchSemaphore(value: 0)
    DispatchQueue(label: "replies").async {
        copy(from: server, to: client)
        isOver.signal()
    }
    copy(from: client, to: server)
    isOver.wait()
    close(server.descriptor)
}

private func copy(from source: Connection, to destination: Connection) {
    while true {
        let bytes = source.read()
        guard !bytes.isEmpty, destination.write(bytes) else { break }
    }
    _ = shutdown(destination.descriptor, Int32(SHUT_WR))
}
