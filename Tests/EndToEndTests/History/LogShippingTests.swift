import Glibc
import SocketTestSupport
import Testing
import Text

@Suite("shipping the history to a log daemon")
struct LogShippingTests {
    private let machine: Machine

    init() async throws {
        machine = try await Machine()
        try await machine.signIn(profile: "dev")
    }

    private var path: String { "\(machine.home)/log" }

    private func vend(_ count: Int) async throws {
        for _ in 0..<count { _ = try await machine.farsign(["credentials", "--profile", "dev"]) }
    }

    private func ship(to daemon: String = "syslog", _ options: [String] = []) async throws -> Machine.Outcome {
        try await machine.farsign(["audit", "ship", "--to", "\(daemon):\(path)"] + options)
    }

    /// The text of messages of RFC 5424: what follows the structured data.
    private func texts(_ messages: [[UInt8]]) -> [String] {
        messages.compactMap { message in
            String(decoding: message, as: UTF8.self).firstMatch(of: /\] (\{.*)/.dotMatchesNewlines()).map {
                String($0.1)
            }
        }
    }

    /// The rows of the history as they are hashed.
    private func canonical() async throws -> [String] {
        try await machine.history().map { row in
            guard case .object(var members) = row else { return "" }
            members["hash"] = nil
            return JSONValue.object(members).canonical
        }
    }

    @Test func `rows arrive in order, byte by byte, and a checkpoint after them`() async throws {
        let daemon = try DatagramReceiver(at: path)
        try await vend(2)
        let first = try await ship()
        #expect(first.status == 0, "\(first.notices)")
        #expect(first.notices == "Sent 7 events to syslog:\(path), of 7 in all.\n")
        try await vend(3)
        #expect(try await ship(["--json"]).status == 0)
        #expect(try await ship().notices == "All 10 events were sent to syslog:\(path) already.\n")
        daemon.end()

        let texts = texts(daemon.messages)
        let rows = try await canonical()
        try #require(texts.count == 12)
        #expect(Array(texts[..<7] + texts[8..<11]) == rows)
        // Whoever has only the messages can verify them.
        let notes = try [texts[7], texts[11]].map { try JSONValue(parsing: Array($0.utf8))["checkpoint"]?.text ?? "" }
        for (size, note) in zip([7, 10], notes) {
            try machine.write(note, to: "\(machine.home)/note")
            let verified = try await machine.farsign(["audit", "verify", "--checkpoint", "\(machine.home)/note"])
            #expect(verified.status == 0, "\(verified.notices)")
            #expect(note.split(separator: "\n")[1] == "\(size)")
        }
    }

    @Test func `the answer says what was sent`() async throws {
        let daemon = try DatagramReceiver(at: path)
        #expect(
            try await ship(["--json"]).answer
                == #"{"destination":"syslog:\#(path)","objects":null,"rows":5,"shipped":5}"# + "\n")
        daemon.end()
    }

    @Test func `journald gets fields`() async throws {
        let daemon = try DatagramReceiver(at: path)
        #expect(try await ship(to: "journald").status == 0)
        daemon.end()

        let rows = try await machine.history()
        let entries = daemon.messages.map {
            String(decoding: $0, as: UTF8.self).split(separator: "\n").map(String.init)
        }
        #expect(entries.dropLast().map { $0[0] } == (try await canonical()).map { "MESSAGE=\($0)" })
        for (row, entry) in zip(rows, entries) {
            #expect(entry.contains("FARSIGN_HASH=\(row["hash"]?.text ?? "")"))
            #expect(entry.contains("FARSIGN_SEQ=\(row["seq"]?.int ?? 0)"))
            #expect(entry.contains("SYSLOG_IDENTIFIER=farsign"))
        }
        #expect(entries.last?.contains("FARSIGN_KIND=checkpoint") == true)
    }

    @Test func `a missing, refused or full socket ends the run with 6, and loses nothing`() async throws {
        let missing = try await ship()
        #expect(missing.status == 6)
        #expect(missing.notices.contains("takes no messages: there is no such file or directory"), "\(missing.notices)")

        try DatagramReceiver(at: path).end()
        let refused = try await ship()
        #expect(refused.status == 6)
        #expect(refused.notices.contains("no daemon reads from this socket"), "\(refused.notices)")
        unlink(path)

        let full = try DatagramReceiver(at: path, reading: 2)
        let stalled = try await ship()
        #expect(stalled.status == 6)
        #expect(stalled.notices.contains("its daemon has read nothing for 5.0 s"), "\(stalled.notices)")
        full.end()
        unlink(path)

        let daemon = try DatagramReceiver(at: path)
        let last = try await ship()
        #expect(last.status == 0, "\(last.notices)")
        daemon.end()
        #expect(texts(daemon.messages).dropLast() == (try await canonical())[...])
    }

    @Test func `a row that receivers would cut off stops before it, and is sent once they take it`() async throws {
        let daemon = try DatagramReceiver(at: path)
        let refused = try await ship(["--max-message", "480"])
        #expect(refused.status == 1)
        #expect(refused.notices.contains("bytes, which is too large for syslog:"), "\(refused.notices)")
        #expect(try await ship().notices.contains("Sent 5 events"))
        daemon.end()
        let sent = texts(daemon.messages)
        #expect(sent.suffix(6).dropLast() == (try await canonical())[...])
    }

    @Test(.enabled(if: geteuid() == 0, "only root can give up root's rights"))
    func `a socket that the user may not write to is told`() async throws {
        let daemon = try DatagramReceiver(at: path)
        chmod(path, 0)
        let refused = try await machine.run(
            "/usr/bin/setpriv",
            ["--bounding-set=-all", "--inh-caps=-all", Machine.farsign, "audit", "ship", "--to", "syslog:\(path)"])
        #expect(refused.status == 5)
        #expect(refused.notices.contains("does not let this user write"), "\(refused.notices)")
        daemon.end()
    }

    @Test func `a log daemon does not vouch for rows that are to be pruned, but needs those that it lacks`()
        async throws
    {
        let daemon = try DatagramReceiver(at: path)
        _ = try await ship()
        daemon.end()
        let refused = try await machine.farsign(["audit", "prune", "--before", "2100-01-01"])
        #expect(refused.status == 1)
        #expect(refused.notices.contains("nothing elsewhere vouches for these events"), "\(refused.notices)")

        try await vend(3)
        _ = try await machine.farsign(["audit", "ship", "--to", "\(machine.home)/store"])
        let pruned = try await machine.farsign(["audit", "prune", "--before", "2100-01-01", "--json"])
        #expect(try pruned.json["pruned"]?.int == 5, "\(pruned.notices)")
    }

    @Test(
        arguments: [
            (["ship", "--to", "syslog:"], "is no place for a history"),
            (["verify", "--from", "syslog"], "syslog:/dev/log can only be written to"),
            (["report", "--from", "journald:/x"], "journald:/x can only be written to"),
            (["ship", "--to", "syslog", "--max-message", "479"], "--max-message is at least 480"),
            (["ship", "--to", "syslog", "--enterprise-number", "-1"], "enterprise-number"),
        ])
    func `what a log cannot do is told`(_ arguments: [String], _ words: String) async throws {
        let outcome = try await machine.farsign(["audit"] + arguments)
        #expect(outcome.status == 64)
        #expect(outcome.notices.contains(words), "\(outcome.notices)")
    }

    @Test func `killed at any moment, rows arrive at least once`() async throws {
        let daemon = try DatagramReceiver(at: path)
        var random = Seeded(11)
        for _ in 0..<100 {
            let writer = try Child([Machine.helper, "--profile", "dev"], environment: machine.environment())
            let shipper = try Child(
                [Machine.farsign, "audit", "ship", "--to", "syslog:\(path)"], environment: machine.environment())
            _ = await shipper.kill(after: UInt32.random(in: 0...25_000, using: &random))
            _ = await writer.kill(after: UInt32.random(in: 0...3_000, using: &random))
        }
        let last = try await ship()
        #expect(last.status == 0, "\(last.notices)")
        daemon.end()

        let rows = texts(daemon.messages).filter { !$0.hasPrefix(#"{"checkpoint""#) }
        var seen: [String] = []
        for row in rows where !seen.contains(row) { seen.append(row) }
        #expect(seen == (try await canonical()))
    }

    @Test(arguments: 3...48) func `a limit of open files ends no run by a signal`(_ limit: Int) async throws {
        let daemon = try DatagramReceiver(at: path)
        let ran = try await machine.run(
            "/usr/bin/prlimit",
            [
                "--nofile=\(limit):\(limit)", "--core=0", "--", Machine.farsign, "audit", "ship", "--to",
                "syslog:\(path)",
            ])
        #expect(ran.status < 128, "\(limit): \(ran.notices)")
        daemon.end()
    }
}
