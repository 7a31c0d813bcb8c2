import SignInSandbox
import TestSupport

/// A browser that is the test itself: it learns which pages were to be opened, and asks for them by hand.
final class BrowserByHand: Sendable {
    /// For `BROWSER`.
    let command: String
    /// For `BROWSER` too: it shows the page, and ends with an error.
    let failing: String
    private let machine: Machine
    private let opened: NamedPipe

    init(of machine: Machine) throws {
        self.machine = machine
        opened = try NamedPipe(for: machine)
        command = "/bin/sh -c 'echo \"$0\" >\(opened.path)' %s"
        failing = "/bin/sh -c 'echo \"$0\" >\(opened.path); exit 3' %s"
    }

    /// The next page that was to be opened.
    func url() async throws -> String {
        try await blocking { [opened] in try opened.line() }
    }

    /// Opens a start page, and signs in or denies at the page that it leads to.
    ///
    /// - Returns: the callback's URL, as the service gives it, and the cookie to bring there.
    func answer(_ startURL: String, allows: Bool = true) async throws -> (callback: String, cookie: String) {
        let start = try await machine.get(startURL)
        guard start.status == 303, let page = start.header("location"),
            let cookie = start.header("set-cookie")?.split(separator: ";").first
        else { throw MachineError("the start page answered \(start.text)") }
        let callback = allows ? try machine.sandbox.signIn(at: page) : try machine.sandbox.deny(at: page)
        return (callback, String(cookie))
    }

    /// A person's whole way, from the start page to the last.
    @discardableResult
    func signIn(_ startURL: String) async throws -> HTTPAnswer {
        let (callback, cookie) = try await answer(startURL)
        return try await machine.get(callback, cookie: cookie)
    }
}

/// What a server on loopback answered.
struct HTTPAnswer: Sendable {
    let text: String

    var status: Int { Int(text.split(separator: " ").dropFirst().first ?? "") ?? 0 }

    /// - Parameter name: in lower case.
    func header(_ name: String) -> String? {
        text.split(separator: "\r\n").dropFirst().lazy.map { $0.split(separator: ":", maxSplits: 1) }
            .first { $0.first?.lowercased() == name }
            .flatMap { $0.last.map { String($0.drop { $0 == " " }) } }
    }
}

extension Machine {
    /// How a process connects to a port of 127.0.0.1, in Python.
    enum Approach: String, CaseIterable {
        case plain = "('127.0.0.1', port)"
        case fromAnotherAddress = "('127.0.0.1', port), source_address=('127.0.0.2', 0)"
        case overIPv6 = "('::ffff:127.0.0.1', port)"
        case overIPv6FromAnotherAddress = "('::ffff:127.0.0.1', port), source_address=('::ffff:127.0.0.2', 0)"
    }

    /// A page, as this machine's user.
    func get(_ url: String, cookie: String? = nil, by approach: Approach = .plain) async throws -> HTTPAnswer {
        guard let match = url.wholeMatch(of: /http:\/\/127\.0\.0\.1:([0-9]+)(\/.*)/) else {
            throw MachineError("\(url) is not on loopback")
        }
        let cookie = cookie.map { "Cookie: \($0)\r\n" } ?? ""
        return try await request(
            "GET \(match.2) HTTP/1.1\r\nHost: 127.0.0.1:\(match.1)\r\n\(cookie)\r\n", to: match.1, by: approach)
    }

    /// Anything that is sent to a port, and everything that comes back.
    func request(
        _ text: String, to port: some StringProtocol, by approach: Approach = .plain
    ) async throws -> HTTPAnswer {
        let program = """
            import socket, sys
            port = int(sys.argv[1])
            server = socket.create_connection(\(approach.rawValue))
            server.settimeout(60)
            server.sendall(sys.stdin.buffer.read())
            while chunk := server.recv(65536): sys.stdout.buffer.write(chunk)
            """
        let outcome = try await run("/usr/bin/python3", ["-c", program, String(port)], input: text)
        guard outcome.status == 0, outcome.answer != "" else { throw MachineError("no answer: \(outcome.notices)") }
        return HTTPAnswer(text: outcome.answer)
    }
}
