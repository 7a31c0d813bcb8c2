import Text

/// A message of systemd's native journal protocol: fields, each of which `journalctl` finds by its name.
package struct JournalEntry {
    private let event: LogEvent

    package init(_ event: LogEvent) {
        self.event = event
    }

    package var bytes: [UInt8] {
        var bytes: [UInt8] = []
        Self.write("MESSAGE", event.text, to: &bytes)
        let fields = [
            ("PRIORITY", String(event.severity.rawValue)), ("SYSLOG_FACILITY", String(LogEvent.facility)),
            ("SYSLOG_IDENTIFIER", "farsign"), ("FARSIGN_TIME", event.time),
        ]
        for (name, value) in fields + event.facts.map({ ("FARSIGN_\($0.name.uppercased())", $0.value) }) {
            Self.write(name, Array(value.utf8), to: &bytes)
        }
        return bytes
    }

    /// A value with a line feed has its length before it instead of an equals sign.
    private static func write(_ name: String, _ value: [UInt8], to bytes: inout [UInt8]) {
        let lineFeed = UInt8(ascii: "\n")
        bytes += name.utf8
        if value.contains(lineFeed) {
            bytes.append(lineFeed)
            let count = UInt64(value.count)
            bytes += (0..<8).map { UInt8(truncatingIfNeeded: count >> (8 * $0)) }
        } else {
            bytes.append(UInt8(ascii: "="))
        }
        bytes += value
        bytes.append(lineFeed)
    }
}
