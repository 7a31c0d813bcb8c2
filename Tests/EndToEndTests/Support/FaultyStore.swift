import FoundationEssentials

/// A server in front of an ``ObjectServer`` that does to each written object what it is told.
final class FaultyStore: Sendable {
    enum Fault: String, CaseIterable {
        /// 503 SlowDown.
        case busy
        /// Closes the connection, and the store never hears of it.
        case closed
        /// The store has the object, and the answer is lost.
        case lost
        /// The store has the object, and half the answer is lost.
        case half
        /// 400 ExpiredToken.
        case expired
        /// 403 AccessDenied.
        case denied
        /// Waits for ``goOn()``.
        case held
        /// As if nothing were in between.
        case none
    }

    private static let program = #"""
        import http.client, http.server, sys
        store, faults = sys.argv[1], sys.argv[2:]

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def forward(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                connection = http.client.HTTPConnection(store)
                connection.request(self.command, self.path, body, dict(self.headers.items()))
                answer = connection.getresponse()
                return answer.status, answer.getheaders(), answer.read()

            def answer(self, status, headers, body, cut=None):
                self.send_response_only(status)
                for name, value in headers:
                    if name.lower() not in ("connection", "transfer-encoding", "content-length"):
                        self.send_header(name, value)
                self.send_header("Content-Length", str(len(body) + (7 if cut else 0)))
                self.send_header("Connection", "close")
                self.end_headers()
                self.wfile.write(body)
                self.close_connection = True

            def refuse(self, status, code):
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                self.answer(status, [], f"<Error><Code>{code}</Code></Error>".encode())

            def do_GET(self):
                self.answer(*self.forward())

            def do_PUT(self):
                fault = faults.pop(0) if faults else "none"
                print(fault, flush=True)
                if fault == "held":
                    sys.stdin.readline()
                if fault == "closed":
                    self.close_connection = True
                elif fault == "busy":
                    self.refuse(503, "SlowDown")
                elif fault == "expired":
                    self.refuse(400, "ExpiredToken")
                elif fault == "denied":
                    self.refuse(403, "AccessDenied")
                elif fault == "lost":
                    self.forward()
                    self.close_connection = True
                else:
                    self.answer(*self.forward(), cut=fault == "half")

            def log_message(self, *arguments):
                pass

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        print(server.server_port, flush=True)
        server.serve_forever()
        """#

    let environment: [String: String]
    private let server: RunningProgram

    init(_ faults: [Fault], before store: ObjectServer, for machine: Machine) async throws {
        server = try RunningProgram(
            "/usr/bin/python3",
            ["-c", Self.program, String(store.endpoint.dropFirst("http://".count))]
                + faults.map(\.rawValue), input: .pipe, environment: machine.environment())
        environment = store.environment.merging(["AWS_ENDPOINT_URL_S3": "http://127.0.0.1:\(try await server.line())"])
        {
            $1
        }
    }

    /// The fault of the next object that arrives.
    func next() async throws -> Fault? { Fault(rawValue: try await server.line()) }

    func goOn() async throws { try await server.send("\n") }
}
