import Foundation
import Testing

/// A real TLS server (Python's, over OpenSSL) with a certificate of an
/// authority that is made for the one test, by openssl.
struct TLSServer {
    /// What it does once the handshake is done and the request is read.
    enum Manner: String {
        case answer, hangUp, wait
    }

    let port: Int
    let authority: String

    var url: String { "https://localhost:\(port)/v1/token" }

    /// Runs `body` while the server runs, and stops it by its own process id.
    static func run<Result>(
        manner: Manner = .answer, isExpired: Bool = false, newestTLS: String = "TLSv1_3",
        _ body: (TLSServer) throws -> Result
    ) throws -> Result {
        try withDirectory { directory in
            try CurlTransportTests.run("days=\(isExpired ? -1 : 1)\n\(certificates)", in: directory)
            let process = Process()
            let output = Pipe()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            process.arguments = ["python3", "-c", program, manner.rawValue, newestTLS]
            process.currentDirectoryURL = directory
            process.standardOutput = output
            try process.run()
            defer {
                // It inherits the signal mask of a Dispatch thread, which keeps SIGTERM off.
                kill(process.processIdentifier, SIGKILL)
                process.waitUntilExit()
            }
            let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
            let port = try #require(Int(line.trimmingCharacters(in: .newlines)))
            return try body(TLSServer(port: port, authority: directory.appending(path: "authority.pem").path))
        }
    }

    /// An authority, and a certificate by it for `localhost` and no other name.
    private static let certificates = """
        openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1 \
            -subj '/CN=farsign test authority' -keyout authority.key -out authority.pem
        openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
            -subj /CN=localhost -addext subjectAltName=DNS:localhost -keyout server.key -out server.csr
        openssl x509 -req -in server.csr -CA authority.pem -CAkey authority.key -CAcreateserial \
            -copy_extensions copy -days "$days" -out server.pem
        """

    private static let program = """
        import socket, ssl, sys
        manner, newest = sys.argv[1:]
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain("server.pem", "server.key")
        if newest != "TLSv1_3":
            context.set_ciphers("ALL:@SECLEVEL=0")
            context.minimum_version = ssl.TLSVersion.TLSv1
            context.maximum_version = ssl.TLSVersion[newest]
        listener = socket.create_server(("127.0.0.1", 0))
        print(listener.getsockname()[1], flush=True)
        while True:
            client, _ = listener.accept()
            try:
                with context.wrap_socket(client, server_side=True) as stream:
                    request = b""
                    while not request.endswith(b"{}"):
                        request += stream.recv(65536)
                    if manner == "answer":
                        stream.sendall(b"HTTP/1.1 200 OK\\r\\ncontent-length: 2\\r\\n\\r\\nok")
                    elif manner == "wait":
                        stream.recv(1)
            except OSError:
                pass
        """
}

/// Runs `body` with a new directory, and removes it.
func withDirectory<Result>(_ body: (URL) throws -> Result) throws -> Result {
    let directory = FileManager.default.temporaryDirectory.appending(path: "farsign-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(at: directory) }
    return try body(directory)
}

/// Runs a few lines of shell in a directory; they must all succeed.
func run(_ script: String, in directory: URL) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-euc", script]
    process.currentDirectoryURL = directory
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
}
