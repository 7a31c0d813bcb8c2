import CurlTransport
import FarsignCore
import Foundation
import Session
import Testing
import Text

@Suite("TLS")
struct TLSTests {
    @Test func `TLS with the authority's bundle brings the reply`() throws {
        try TLSServer.run { server in
            let response = try transport.send(plainRequest(to: server.url, caBundle: server.authority))
            #expect(response.body.reveal() == Array("ok".utf8))
        }
    }

    @Test func `TLS without the bundle refuses the certificate, and says how to name one`() throws {
        try TLSServer.run { server in
            let error = failure(of: plainRequest(to: server.url))
            #expect(error?.code == .certificateRefused)
            #expect(error?.summary.hasPrefix("the certificate of localhost is refused: ") == true)
            #expect(error?.hint?.contains("AWS_CA_BUNDLE") == true)
            #expect(error?.mayHaveBeenSent == false)
        }
    }

    @Test func `TLS refuses a certificate for another host`() throws {
        try TLSServer.run { server in
            let url = "https://127.0.0.1:\(server.port)/v1/token"
            let error = failure(of: plainRequest(to: url, caBundle: server.authority))
            #expect(error?.code == .certificateRefused)
            #expect(error?.summary.hasPrefix("the certificate of 127.0.0.1 is refused: ") == true)
            #expect(error?.mayHaveBeenSent == false)
        }
    }

    @Test func `TLS refuses a certificate that has expired`() throws {
        try TLSServer.run(isExpired: true) { server in
            let error = failure(of: plainRequest(to: server.url, caBundle: server.authority))
            #expect(error?.code == .certificateRefused)
            #expect(error?.summary.contains("expired") == true)
            #expect(error?.mayHaveBeenSent == false)
        }
    }

    @Test func `TLS refuses a server that knows nothing newer than 1.1`() throws {
        try TLSServer.run(newestTLS: "TLSv1_1") { server in
            let error = failure(of: plainRequest(to: server.url, caBundle: server.authority))
            #expect(error?.code == .notConnected)
            #expect(error?.mayHaveBeenSent == false)
        }
    }

    @Test func `TLS takes a server that knows nothing newer than 1.2`() throws {
        try TLSServer.run(newestTLS: "TLSv1_2") { server in
            let response = try transport.send(plainRequest(to: server.url, caBundle: server.authority))
            #expect(response.status == 200)
        }
    }

    @Test func `TLS with a bundle that holds no certificate says so`() throws {
        try TLSServer.run { server in
            try withDirectory { directory in
                let path = directory.appending(path: "ca.pem").path
                try Data("not a certificate".utf8).write(to: URL(fileURLWithPath: path))
                let error = failure(of: plainRequest(to: server.url, caBundle: path))
                #expect(error?.code == .caBundleUnreadable)
                #expect(error?.summary == "the CA bundle \(path) cannot be used: it contains no certificate")
                #expect(error?.mayHaveBeenSent == false)
            }
        }
    }

    @Test func `TLS connections leave no keys behind, whatever the environment asks for`() async {
        await #expect(processExitsWith: .success) {
            try TLSServer.run { server in
                try withDirectory { directory in
                    let log = directory.appending(path: "keys").path
                    setenv("SSLKEYLOGFILE", log, 1)
                    setenv("OPENSSL_CONF", directory.appending(path: "missing.cnf").path, 1)
                    setenv("CURL_SSL_BACKEND", "gnutls", 1)
                    let response = try transport.send(plainRequest(to: server.url, caBundle: server.authority))

                    #expect(response.status == 200)
                    #expect(!FileManager.default.fileExists(atPath: log))
                    // Programs that we start have them as they were.
                    #expect(getenv("SSLKEYLOGFILE").map { String(cString: $0) } == log)
                }
            }
        }
    }

    @Test func `a TLS connection lost after the handshake may have carried the request`() throws {
        try TLSServer.run(manner: .hangUp) { server in
            let error = failure(of: plainRequest(to: server.url, caBundle: server.authority))
            #expect(error?.code == .connectionLost)
            #expect(error?.mayHaveBeenSent == true)
        }
    }

    @Test func `a TLS connection that times out after the handshake may have carried the request`() throws {
        try TLSServer.run(manner: .wait) { server in
            let error = failure(of: plainRequest(to: server.url, caBundle: server.authority), over: hastyTransport)
            #expect(error?.code == .timedOut)
            #expect(error?.mayHaveBeenSent == true)
        }
    }
}
