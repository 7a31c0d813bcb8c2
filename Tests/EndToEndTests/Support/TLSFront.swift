import FoundationEssentials
import Glibc
import SignInSandbox

/// The internet as farsign should see it: a proxy (CONNECT) behind which every host is the sandbox, with certificates
/// of a test's own authority. A program of its own, on loopback, which ends with this value.
final class TLSFront: Sendable {
    /// The authority's certificate.
    let authority: String
    private let proxy: String
    private let log: String
    private let program: Child

    /// - Parameter hosts: those that its certificate is for.
    init(_ machine: Machine, for hosts: [String]) async throws {
        let directory = "\(machine.home)/front"
        authority = "\(directory)/authority.pem"
        log = "\(directory)/hosts"
        try machine.write("", to: log)
        let names = hosts.map { "DNS:\($0)" }.joined(separator: ",")
        let made = try await machine.run("/bin/sh", ["-ec", Self.certificates, "sh", directory, names])
        guard made.status == 0 else { throw MachineError(made.notices) }

        // Who connects before the program is up waits in the socket's queue.
        let (listener, port) = try Self.listener()
        defer { close(listener) }
        proxy = "http://127.0.0.1:\(port)"
        let sandbox = machine.sandbox.endpoint.split(separator: ":").last.map(String.init) ?? ""
        program = try Child(
            ["/usr/bin/python3", "-c", Self.source, directory, sandbox], environment: machine.environment(),
            descriptor: listener)
    }

    deinit {
        let program = program
        Task { await program.kill(after: 0) }
    }

    /// The hosts that were asked for, in order.
    var hosts: [String] {
        get throws {
            try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n").map(String.init)
        }
    }

    /// Farsign's environment behind it: the sandbox's own address is not for it.
    func environment(_ more: [String: String] = [:]) -> [String: String] {
        ["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true", "https_proxy": proxy].merging(more) { $1 }
    }

    private static func listener() throws -> (descriptor: Int32, port: UInt16) {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                bind(descriptor, generic, length) == 0 && listen(descriptor, 64) == 0
                    && getsockname(descriptor, generic, &length) == 0
            }
        }
        guard isListening else { throw MachineError("no port to listen on") }
        return (descriptor, UInt16(bigEndian: address.sin_port))
    }

    private static let certificates = """
        cd "$1"
        openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout authority.key \\
            -out authority.pem -subj '/CN=A test' -days 2 -addext keyUsage=critical,keyCertSign
        openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout host.key -out host.csr -subj /CN=h
        printf 'subjectAltName=%s\\n' "$2" > host.ext
        openssl x509 -req -in host.csr -CA authority.pem -CAkey authority.key -CAcreateserial -days 2 \\
            -extfile host.ext -out host.pem
        """

    /// `CONNECT`, TLS, one request with one more header, and what comes back.
    private static let source = """
        import socket, ssl, sys, threading
        directory, sandbox = sys.argv[1], int(sys.argv[2])
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(directory + "/host.pem", directory + "/host.key")

        def head(stream):
            data = b""
            while b"\\r\\n\\r\\n" not in data:
                piece = stream.recv(65536)
                if not piece:
                    raise EOFError
                data += piece
            return data

        def pipe(source, target):
            try:
                while piece := source.recv(65536):
                    target.sendall(piece)
            except OSError:
                pass
            try:
                target.shutdown(socket.SHUT_WR)
            except OSError:
                pass

        def serve(stream):
            try:
                host = head(stream).split()[1].decode()
                with open(directory + "/hosts", "a") as log:
                    log.write(host + "\\n")
                stream.sendall(b"HTTP/1.1 200 Connection established\\r\\n\\r\\n")
                with context.wrap_socket(stream, server_side=True) as tls:
                    line, rest = head(tls).split(b"\\r\\n", 1)
                    with socket.create_connection(("127.0.0.1", sandbox)) as behind:
                        behind.sendall(line + b"\\r\\nX-Forwarded-Proto: https\\r\\nConnection: close\\r\\n" + rest)
                        threading.Thread(target=pipe, args=(tls, behind), daemon=True).start()
                        pipe(behind, tls)
            except (OSError, EOFError):
                stream.close()

        listener = socket.socket(fileno=0)
        while True:
            threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()
        """
}
