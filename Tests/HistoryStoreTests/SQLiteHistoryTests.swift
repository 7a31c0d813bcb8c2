import Foundation
import History
import HistoryStore
import LedgerTestSupport
import Session
import SessionStore
import SessionTestSupport
import TestSupport
import Testing
import Text

@Suite("the history as evidence")
struct SQLiteHistoryTests {
    let directory: TemporaryDirectory
    let ledger: SQLiteLedger
    let history: SQLiteHistory

    init() throws {
        directory = try TemporaryDirectory()
        ledger = SQLiteLedger(directory)
        history = SQLiteHistory(ledger, chunk: 8)
    }

    private func write(_ rows: Int) throws {
        for start in stride(from: 0, to: rows, by: 1_000) {
            let events = Array(
                repeating: AuditEvent(.vended, profile: "dev", actor: Sample.actor), count: min(1_000, rows - start))
            try ledger.write(LedgerEntry(time: Sample.time, events: events, durability: .normal))
        }
    }

    private func size() throws -> Int {
        try #require(try FileManager.default.attributesOfItem(atPath: directory.ledgerPath)[.size] as? Int)
    }

    /// The tree by the definition, over rows as `audit list --json` prints them.
    private func tree() throws -> CompactRange {
        var tree = CompactRange()
        for row in try ledger.events(AuditFilter(limit: .max)) { tree.append(TreeHash.leaf(row.canonical)) }
        return tree
    }

    private func intact(_ sizes: Set<Int> = []) throws -> IntactHistory? {
        guard case .intact(let history) = try history.verify(nil, sizes: sizes) else { return nil }
        return history
    }

    @Test func `the tree's leaves are the rows' canonical bytes`() throws {
        try write(3)
        let odd = "é世 \u{0} \"\\ \u{1B}[31m \u{7F} \u{2028} 😀"
        for text in [odd, "", "plain", "\u{301}", "a\nb"] {
            var event = AuditEvent(
                .replyRefused, .failed, profile: text, actor: Sample.actor,
                detail: [
                    ExactText(text + "name"): .string(text), "number": .number(0.25), "list": .array([.integer(-1)]),
                    "nested": .object([ExactText(text): .null, "b": .bool(true)]),
                ])
            (event.actor.user, event.actor.process, event.actor.sshClient) = (text, text, nil)
            try ledger.write(LedgerEntry(time: Sample.time, events: [event]))
        }

        #expect(try history.tree() == tree())
        #expect(try intact([8])?.heads[8] == TreeHead(tree()))
    }

    @Test(arguments: [1, 7, 8, 9, 64, 65, 100])
    func `many rows make the same tree, read by many processors`(_ rows: Int) throws {
        try write(rows)
        let sizes: Set = [1, 2, 7, 8, 9, 63, 64, 65, 70, rows]
        let found = try #require(try intact(sizes))
        let all = try tree()

        #expect(found.rows == rows)
        #expect(found.heads[rows] == TreeHead(all))
        #expect(Set(found.heads.keys) == sizes.filter { $0 <= rows })
        var tree = CompactRange()
        for row in try ledger.events(AuditFilter(limit: .max)) {
            tree.append(TreeHash.leaf(row.canonical))
            if sizes.contains(row.seq) { #expect(found.heads[row.seq] == TreeHead(tree)) }
        }
    }

    @Test(arguments: [1, 2, 7, 8, 9, 16, 17, 49, 50])
    func `a change at the edge of what one processor reads is found at its row`(_ seq: Int) throws {
        try write(50)
        try directory.tamper("UPDATE events SET user = 'mallory' WHERE seq = \(seq)")
        #expect(
            try history.verify(nil, sizes: [])
                == .broken(seq: seq, reason: "its hash does not match its content, so it was changed"))

        try directory.tamper("DELETE FROM events WHERE seq = \(seq)")
        guard case .broken(let place, _) = try history.verify(nil, sizes: []) else {
            Issue.record("the missing row was not seen")
            return
        }
        #expect(place == min(seq + 1, 50))
    }

    /// Whoever reads the row as JSON would get the value, and compute another hash.
    @Test(arguments: [#"{ "a":1}"#, #"{"b":1,"a":2}"#, #"{"a":1,"a":1}"#, #"{"a":"\u0041"}"#, #"{"a":1.0}"#])
    func `a detail that is not canonical is found, whatever its hash`(_ detail: String) throws {
        try write(1)
        let row = try #require(try ledger.events(AuditFilter()).first)
        let canonical = String(decoding: row.canonical, as: UTF8.self)
            .replacing(#""detail":{}"#, with: #""detail":"# + detail)
        let hash = Array(canonical.utf8).sha256.hex
        try directory.tamper(
            "UPDATE events SET detail = '\(detail)', hash = '\(hash)'", "UPDATE head SET hash = '\(hash)'")

        #expect(try ledger.verify().rows == nil)
    }

    @Test func `a text that is not UTF-8 is found`() throws {
        try write(1)
        try directory.tamper("UPDATE events SET user = CAST(x'FF' AS TEXT)")
        #expect(try ledger.verify().rows == nil)
    }

    @Test func `the tree goes on from where it was`() throws {
        try write(40)
        #expect(try history.tree() == tree())
        try write(5)
        // Only the rows since then are read.
        try directory.tamper("UPDATE events SET user = 'mallory' WHERE seq = 7")
        #expect(try history.tree().size == 45)
        try directory.tamper("UPDATE events SET user = 'mallory' WHERE seq = 45")
        #expect(try history.tree().size == 45)
        try write(1)
        #expect(throws: Never.self) { try history.tree() }
        try directory.tamper("UPDATE events SET user = 'mallory' WHERE seq = 46", "DELETE FROM tree")
        #expect(throws: HistoryError.self) { try history.tree() }
    }

    @Test(arguments: [
        "UPDATE tree SET size = 39", "UPDATE tree SET size = -1", "UPDATE tree SET size = 9007199254740993",
        "UPDATE tree SET nodes = ''", "UPDATE tree SET nodes = 'AAAA BBBB'", "UPDATE tree SET hash = ''",
        "DELETE FROM tree",
    ])
    func `a kept tree that does not fit is not used`(_ change: String) throws {
        try write(40)
        _ = try history.tree()
        try directory.tamper(change)
        #expect(try history.tree() == tree())
    }

    @Test func `every row is proved, and every earlier history`() throws {
        try write(11)
        for index in 0..<11 {
            let hashes = try history.prove { size, pruned in TreeProof(leaf: index, size: size, after: pruned) }
            var proof = try #require(TreeProof(leaf: index, size: 11, after: CompactRange()))
            for row in try ledger.events(AuditFilter()) { proof.append(TreeHash.leaf(row.canonical)) }
            #expect(hashes == proof.hashes)
        }
        #expect(try history.prove { size, pruned in TreeProof(leaf: 11, size: size, after: pruned) } == nil)
        try directory.tamper("UPDATE events SET user = 'mallory' WHERE seq = 7")
        #expect(throws: HistoryError.self) {
            try history.prove { size, pruned in TreeProof(leaf: 3, size: size, after: pruned) }
        }
    }

    @Test(arguments: [
        "DELETE FROM block_values WHERE name = 'profile'",
        "UPDATE block_values SET value = 'other' WHERE name = 'program'",
        "UPDATE block_values SET block = 1 WHERE name = 'ssh-client'", "UPDATE blocks SET latest = '2000'",
        "UPDATE blocks SET earliest = '3000'",
    ])
    func `an index that would hide rows from a filter is found`(_ change: String) throws {
        try write(BlockIndex.size)
        #expect(try ledger.events(AuditFilter(profile: "dev", limit: 1)).count == 1)
        #expect(try intact() != nil)
        try directory.tamper(change)

        guard case .altered(let reason) = try history.verify(nil, sizes: []) else {
            Issue.record("nothing was found")
            return
        }
        #expect(reason.contains("events 0 to 1023"))
    }

    @Test func `a ledger of which most was pruned is a small file`() throws {
        try write(3_000)
        try history.prune(through: 10, key: nil, by: Sample.actor, at: Sample.time)
        let before = try size()
        try history.prune(through: 2_990, key: nil, by: Sample.actor, at: Sample.time)

        #expect(try size() < before / 5)
        #expect(try intact()?.rows == 3_002)
    }

    @Test(arguments: [Int.min, -1, 0, 3, 1 << 53, .max])
    func `an attempt that farsign cannot have made is none`(_ last: Int) throws {
        try write(5)
        var shipment = try history.shipment(to: "/store")
        for row in try history.rows(after: shipment, limit: 3) {
            shipment.tree.append(row.leaf)
            shipment.hash = row.record.hash
        }
        shipment.attempt = Shipment.Attempt(last: last, digest: "aa")
        try history.save(shipment, to: "/store")

        #expect(try history.shipment(to: "/store").attempt == nil)
    }
}
