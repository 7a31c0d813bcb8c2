import CurlTransport
import FarsignCore
import Foundation
import Session
import Testing
import Text

@Suite("a request that brings no reply")
struct FaultTests {
    /// The error when a server does this to its client.
    private func failureWhen(
        over transport: CurlTransport = transport, _ serve: @escaping @Sendable (Connection) -> Void
    ) throws -> TransportError? {
        try LoopbackServer.run(serve) { failure(of: plainRequest(to: $0.url), over: transport) }
    }

    @Test func `a request to a port where nothing listens was not sent`() throws {
        let url = try LoopbackServer.run({ _ in }, { $0.url })
        let error = failure(of: plainRequest(to: url))
        #expect(error?.code == .notConnected)
        #expect(error?.summary == "no connection to 127.0.0.1: connection refused")
        #expect(error?.mayHaveBeenSent == false)
    }

    @Test func `a request to a host without an address was not sent`() {
        let error = failure(of: plainRequest(to: "https://\(unresolvable)/v1/token"))
        #expect(error?.code == .hostNotFound)
        #expect(error?.summary == "the host name \(unresolvable) cannot be resolved")
        #expect(error?.hint?.contains("https_proxy") == true)
        #expect(error?.mayHaveBeenSent == false)
    }

    @Test func `a request lost before a word of the reply may have been sent`() throws {
        let error = try failureWhen { $0.readRequest() }
        #expect(error?.code == .connectionLost)
        #expect(error?.summary == "127.0.0.1 closed the connection early: Empty reply from server")
        #expect(error?.mayHaveBeenSent == true)
    }

    @Test func `a request reset before the reply may have been sent`() throws {
        let error = try failureWhen {
            $0.readRequest()
            $0.reset()
        }
        #expect(error?.code == .connectionLost)
        #expect(error?.mayHaveBeenSent == true)
    }

    @Test(arguments: [
        "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n64\r\nshort",
    ])
    func `a request with half a reply is lost, and the half is not taken for the whole`(reply: String) throws {
        let error = try failureWhen {
            $0.readRequest()
            $0.write(reply)
        }
        #expect(error?.code == .connectionLost)
        #expect(error?.mayHaveBeenSent == true)
    }

    @Test(arguments: ["", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"])
    func `a request that waits for the rest of a reply ends at the timeout`(reply: String) throws {
        let start = ContinuousClock.now
        let error = try failureWhen(over: hastyTransport) {
            $0.readRequest()
            $0.write(reply)
            $0.waitForClose()
        }
        #expect(error?.code == .timedOut)
        #expect(error?.summary == "127.0.0.1 did not send a complete reply within 1.0 seconds")
        #expect(error?.mayHaveBeenSent == true)
        // libcurl rounds its own clock.
        #expect(ContinuousClock.now - start >= .milliseconds(900))
    }

    @Test func `a request with a time limit of its own ends at that`() throws {
        let start = ContinuousClock.now
        let error = try LoopbackServer.run({
            $0.readRequest()
            $0.waitForClose()
        }) { server in
            failure(
                of: HTTPRequest(url: server.url, headers: [], body: Secret([]), timeout: .milliseconds(300)),
                over: transport)
        }
        #expect(error?.code == .timedOut)
        #expect(error?.summary == "127.0.0.1 did not send a complete reply within 0.3 seconds")
        #expect(ContinuousClock.now - start < .seconds(8))
    }

    @Test func `a request whose handshake is never answered was not sent`() throws {
        let error = try LoopbackServer.run({ $0.waitForClose() }) {
            failure(of: plainRequest(to: "https://127.0.0.1:\($0.port)/"), over: hastyTransport)
        }
        #expect(error?.code == .timedOut)
        #expect(error?.summary == "no connection to 127.0.0.1 within the time limit")
        #expect(error?.mayHaveBeenSent == false)
    }

    @Test func `a request to a server that speaks no TLS was not sent`() throws {
        let error = try LoopbackServer.run({ $0.write("SSH-2.0-OpenSSH_9.2\r\n") }) {
            failure(of: plainRequest(to: "https://127.0.0.1:\($0.port)/"))
        }
        #expect(error?.code == .notConnected)
        #expect(error?.mayHaveBeenSent == false)
    }

    @Test(arguments: [
        "SSH-2.0-OpenSSH_9.2\r\n", "HTTP/1.1 200 OK\r\nContent-Length: x\u{1B}[31m\r\n\r\n", "\u{1B}[2J\r\n\r\n",
    ])
    func `a request answered with something that is not HTTP fails, and shows no escape sequence`(reply: String) throws
    {
        let error = try failureWhen {
            $0.readRequest()
            $0.write(reply)
        }
        #expect(error?.code == .failed)
        #expect(error?.summary.contains("\u{1B}") == false)
        #expect(error?.mayHaveBeenSent == true)
    }

    @Test func `a request without libcurl says what to install`() {
        let transport = CurlTransport(userAgent: "farsign/0.1.0", libraryName: "libcurl-of-nowhere.so.4")
        let error = failure(of: plainRequest(to: "https://signin.invalid/"), over: transport)
        #expect(error?.code == .libraryMissing)
        #expect(error?.summary.hasPrefix("libcurl cannot be used: libcurl-of-nowhere.so.4: ") == true)
        #expect(error?.hint == "install libcurl4")
        #expect(error?.mayHaveBeenSent == false)
    }

    @Test func `a request with another library in its place says which function it lacks`() {
        let transport = CurlTransport(userAgent: "farsign/0.1.0", libraryName: "libsqlite3.so.0")
        let error = failure(of: plainRequest(to: "https://signin.invalid/"), over: transport)
        #expect(error?.code == .libraryMissing)
        #expect(error?.summary == "libcurl cannot be used: libsqlite3.so.0 has no curl_global_init")
    }

    @Test func `a request with a libcurl that is too old says which version it needs`() throws {
        try withDirectory { directory in
            try run("clang -shared -fPIC -x c -o libcurl.so.4 - << 'END'\n\(Self.oldLibrary)\nEND", in: directory)
            let library = directory.appending(path: "libcurl.so.4").path
            let transport = CurlTransport(userAgent: "farsign/0.1.0", libraryName: library)
            let error = failure(of: plainRequest(to: "https://signin.invalid/"), over: transport)
            #expect(error?.code == .libraryMissing)
            #expect(error?.summary == "libcurl cannot be used: \(library) is 7.74.0, older than 7.87.0")
        }
    }

    /// As much of a libcurl as is looked at before the version is.
    private static let oldLibrary = """
        struct { int age; const char *version; unsigned int number; } old = {0, "7.74.0", 0x074A00};
        void *curl_version_info(int now) { return &old; }
        int curl_global_init(long flags) { return 0; }
        void curl_easy_init(void) {} void curl_easy_cleanup(void) {} void curl_easy_perform(void) {}
        void curl_easy_strerror(void) {} void curl_easy_setopt(void) {} void curl_easy_getinfo(void) {}
        void curl_slist_append(void) {} void curl_slist_free_all(void) {}
        """

    @Test func `a request with an unreadable CA bundle names it before anything is sent`() throws {
        try withDirectory { directory in
            let empty = directory.appending(path: "empty.pem").path
            try Data().write(to: URL(fileURLWithPath: empty))
            let reasons = [
                directory.path: "Is a directory", empty: "it is empty",
                "/nowhere/ca.pem": "No such file or directory", "/nowhere/\u{1B}[2J": "No such file or directory",
            ]
            try LoopbackServer.run { _ in
            } _: { server in
                for (path, reason) in reasons {
                    let error = failure(of: plainRequest(to: server.url, caBundle: path))
                    #expect(error?.code == .caBundleUnreadable)
                    #expect(error?.summary == "the CA bundle \(path.shown) cannot be used: \(reason)")
                    #expect(error?.hint?.contains("AWS_CA_BUNDLE") == true)
                    #expect(error?.mayHaveBeenSent == false)
                }
                #expect(server.connections == 0)
            }
        }
    }
}
