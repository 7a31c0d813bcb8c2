import History
import Session
import TestSupport
import Testing
import Text

@Suite("rows as OCSF events")
struct OCSFEventTests {
    /// Tests/Fleet made the lines without any code of farsign.
    @Test func `each line is that of another implementation, byte for byte`() throws {
        let origin = try #require(CheckpointOrigin("farsign/4f1d2c3b5a69788796a5b4c3d2e1f001/alice"))
        let source = OCSFEvent.Source(origin: origin, hostName: "web1", version: "0.2.0")
        let rows = try Vectors.text("ocsf/rows.jsonl").split(separator: "\n").map(String.init)
        let events = try Vectors.text("ocsf/events.jsonl").split(separator: "\n").map(String.init)

        #expect(rows.count == events.count && rows.count > 20)
        for (text, expected) in zip(rows, events) {
            guard case .object(var members) = try JSONValue(parsing: Array(text.utf8)) else { continue }
            members["hash"] = nil
            let canonical = Array(JSONValue.object(members).canonical.utf8)
            let record = try #require(AuditRecord(canonical: canonical))
            var line = CanonicalWriter()
            OCSFEvent(HistoryRow(record, canonical: canonical), from: source).write(to: &line)

            #expect(line.bytes.text == expected)
            let shipped = try #require(ShippedLine(line.bytes.array[...]))
            #expect(shipped.canonical == canonical)
            #expect(shipped.seq == record.seq)
            #expect(String(decoding: shipped.hash, as: UTF8.self) == record.hash)
        }
    }

    @Test(arguments: [
        "", "{}", "[]", "null", #"{"raw_data":1}"#, #"{"raw_data":"{}"}"#, #"{"raw_data":"{\"seq\":1}"}"#,
        #"{"raw_data""#, #"{"raw_data":"x\"#, "{\"raw_data\":\"\\ud800\"}",
        #"{"raw_data":"{\"previous_hash\":\"00\",\"seq\":1}"}"#,
        #"{"unmapped":{"raw_data":"{}"}}"#, String(repeating: "{\"a\":", count: 100_000),
    ])
    func `any other line is no row`(_ text: String) {
        #expect(ShippedLine(Array(text.utf8)[...]) == nil)
    }

    @Test func `a line whose hash is another's is no row`() throws {
        let line = try #require(try Vectors.text("ocsf/events.jsonl").split(separator: "\n").first)
        #expect(ShippedLine(Array(line.utf8)[...]) != nil)
        #expect(ShippedLine(Array(line.replacing("alice", with: "mally").utf8)[...]) == nil)
    }
}

@Suite("names of shipped objects")
struct ShippedNameTests {
    static let folder = "host=4f1d2c3b5a69788796a5b4c3d2e1f001/user=alice"

    @Test(arguments: [
        "\(folder)/date=2026-01-02/0000000000000001-0000000000010000.jsonl.gz",
        "\(folder)~2/checkpoints/0000000000010000.checkpoint",
    ])
    func `a name reads back`(_ text: String) throws {
        #expect(try #require(ShippedName(text)).text == text)
    }

    @Test(arguments: [
        "", "a", "\(folder)", "\(folder)/date=2026-01-02/1-2.jsonl.gz",
        "\(folder)/date=x/0000000000000001-0000000000000002.jsonl.gz",
        "\(folder)/date=2026-01-02/0000000000000002-0000000000000001.jsonl.gz",
        "\(folder)/date=2026-01-02/0000000000000000-0000000000000001.jsonl.gz",
        "\(folder)/date=2026-01-02/0000000000000001-0000000000000002.jsonl",
        "\(folder)/date=2026-01-02/x/0000000000000001-0000000000000002.jsonl.gz",
        "\(folder)/checkpoints/1.checkpoint", "\(folder)/checkpoints/-000000000000001.checkpoint",
        "host=x/user=alice/checkpoints/0000000000000001.checkpoint",
        "host=4f1d2c3b5a69788796a5b4c3d2e1f001/user=../checkpoints/0000000000000001.checkpoint/",
        "host=4f1d2c3b5a69788796a5b4c3d2e1f001/user=a\u{301}/checkpoints/0000000000000001.checkpoint",
    ])
    func `any other name is not farsign's`(_ text: String) {
        #expect(ShippedName(text) == nil)
    }
}
