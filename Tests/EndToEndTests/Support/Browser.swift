import TestSupport
import Text

/// Somebody at a machine's browser, who presses the same buttons on every page that is opened for him.
///
/// It is a real one, without scripts: see Browser/browser.py.
final class Browser: Sendable {
    /// For `BROWSER`.
    let command: String
    private let machine: Machine
    private let arguments: [String]
    private let reports: NamedPipe

    private static let python = "/usr/bin/python3"
    private static let program = "\(packageDirectory)/Tests/EndToEndTests/Support/Browser/browser.py"

    /// - Parameters:
    ///   - names: of buttons and links, one for each page.
    ///   - options: the program's own.
    init(of machine: Machine, pressing names: [String] = ["Allow"], options: [String] = []) throws {
        self.machine = machine
        reports = try NamedPipe(for: machine)
        arguments = [Self.program] + options + [reports.path] + names.map { "--press=\($0)" }
        command = ([Self.python] + arguments).map { $0.contains(" ") ? "'\($0)'" : $0 }.joined(separator: " ") + " %s"
    }

    /// Opens a page, as its person would.
    func open(_ url: String) async throws -> Visit {
        let ended = try await machine.run(Self.python, arguments + [url])
        guard ended.notices == "" else { throw MachineError("the browser failed: \(ended.notices)") }
        return try await visit()
    }

    /// The next visit that has ended, whoever opened the page.
    func visit() async throws -> Visit {
        try await blocking { [reports] in try Visit(try reports.line()) }
    }

    /// What the browser did, and what its person saw.
    struct Visit: Sendable {
        struct Page: Sendable {
            let url: String
            let title: String
            let text: String
        }

        /// Every request for a page, redirects too, with the status of its answer.
        let requests: [(url: String, status: Int?)]
        /// The last one is what was on the screen when it ended.
        let pages: [Page]
        fileprivate init(_ line: String) throws {
            let report = try JSONValue(parsing: Array(line.utf8))
            requests = try report["visited"]?.array.map { ($0["url"]?.text ?? "", $0["status"]?.int) } ?? []
            pages =
                try report["pages"]?.array.map {
                    Page(url: $0["url"]?.text ?? "", title: $0["title"]?.text ?? "", text: $0["text"]?.text ?? "")
                } ?? []
            if let error = report["error"]?.text { throw MachineError("the browser failed: \(error)") }
        }
    }
}
