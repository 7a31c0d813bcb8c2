import History
import Testing
import Text

@Suite("rows as entries of the journal")
struct JournalEntryTests {
    /// Reads an entry as systemd's "Native Journal Protocol" says.
    private func fields(_ row: HistoryRow) throws -> [(name: String, value: [UInt8])] {
        var rest = JournalEntry(LogEvent(row, from: try LogRows.source())).bytes[...]
        var fields: [(name: String, value: [UInt8])] = []
        while !rest.isEmpty {
            let end = try #require(rest.firstIndex(of: 0x0A))
            if let equals = rest[..<end].firstIndex(of: UInt8(ascii: "=")) {
                fields.append((String(decoding: rest[..<equals], as: UTF8.self), Array(rest[(equals + 1)..<end])))
                rest = rest[(end + 1)...]
            } else {
                let size = rest[(end + 1)...].prefix(8)
                try #require(size.count == 8 && size.suffix(4) == [0, 0, 0, 0])
                let length = size.reversed().reduce(0) { $0 << 8 | Int($1) }
                let value = rest[size.endIndex...].prefix(length)
                try #require(value.count == length)
                fields.append((String(decoding: rest[..<end], as: UTF8.self), Array(value)))
                rest = rest[value.endIndex...]
                #expect(rest.popFirst() == 0x0A)
            }
        }
        return fields
    }

    @Test func `a row is an entry with its exact bytes as the message`() throws {
        let row = LogRows.row()
        let fields = try fields(row)

        #expect(fields.first?.name == "MESSAGE")
        #expect(fields.first?.value == row.canonical)
        #expect(
            fields.dropFirst().map { "\($0.name)=\(String(decoding: $0.value, as: UTF8.self))" } == [
                "PRIORITY=6", "SYSLOG_FACILITY=10", "SYSLOG_IDENTIFIER=farsign",
                "FARSIGN_TIME=2026-11-28T09:14:02.117Z",
                "FARSIGN_ORIGIN=farsign/4f1d2c3b5a69788796a5b4c3d2e1f001/alice", "FARSIGN_SEQ=7",
                "FARSIGN_HASH=\(String(repeating: "a", count: 64))", "FARSIGN_KIND=vended", "FARSIGN_OUTCOME=ok",
                "FARSIGN_PROFILE=dev", "FARSIGN_SESSION=arn:aws:iam::123456789012:user/Alice",
                "FARSIGN_ACCOUNT=123456789012", "FARSIGN_USER=alice", "FARSIGN_PROCESS=aws",
            ])
    }

    @Test(arguments: [
        "", "a\nb", "\n", "a\nFARSIGN_KIND=signed-in\n", "a=b", "\u{0}\u{7F}", "é☃😀",
        String(repeating: "\n", count: 300),
    ])
    func `a value cannot become another field`(_ value: String) throws {
        let fields = try fields(LogRows.row(process: value))
        #expect(fields.last?.name == "FARSIGN_PROCESS")
        #expect(fields.last?.value == Array(value.utf8))
        #expect(fields.count { $0.name == "FARSIGN_KIND" } == 1)
    }

    @Test func `a fact that is not known has no field`() throws {
        let names = try fields(LogRows.row(profile: nil, session: nil, process: nil)).map(\.name)
        #expect(
            Set(names).isDisjoint(with: ["FARSIGN_PROFILE", "FARSIGN_SESSION", "FARSIGN_ACCOUNT", "FARSIGN_PROCESS"]))
    }
}
