import Text

/// A message of RFC 5424.
///
/// The message is the exact text of the event, without the byte order mark with which section 6.4 marks UTF-8: it would
/// be part of what receivers store, hash and parse. So it is what the section calls `MSG-ANY`.
package struct SyslogMessage {
    /// In bytes; what rsyslog takes by default. RFC 5424 demands only 480.
    package static let usualLimit = 8_096

    private let event: LogEvent
    private let enterprise: Int?

    /// - Parameter enterprise: the private enterprise number of the organisation, under which the facts become structured
    ///   data. Without one only elements that IANA has registered are written: farsign has no number, and must not use
    ///   another's (section 7.2.2), nor that of examples (RFC 5612).
    package init(_ event: LogEvent, enterprise: Int?) {
        self.event = event
        self.enterprise = enterprise
    }

    package var bytes: [UInt8] {
        let source = event.source
        let header = [
            "<\(LogEvent.facility * 8 + event.severity.rawValue)>1", timestamp, Self.field(source.hostName, limit: 255),
            "farsign", Self.field(source.origin.text, limit: 128), Self.field(event.kind, limit: 32), structuredData,
            "",
        ].joined(separator: " ")
        return Array(header.utf8) + event.text
    }

    /// Section 6.2.3. The time of a row that somebody altered is any text.
    private var timestamp: String {
        guard let time = RFC3339.parse(event.time), RFC3339.milliseconds(time) == event.time else { return "-" }
        return event.time
    }

    private var structuredData: String {
        var elements = [Self.element("origin", [("software", "farsign"), ("swVersion", event.source.version)])]
        // Section 7.3.1: counts the messages of an originator from 1, without gaps, up to this number.
        if let seq = event.seq {
            elements.append(Self.element("meta", [("sequenceId", String((seq - 1) % 2_147_483_647 + 1))]))
        }
        if let enterprise { elements.append(Self.element("farsign@\(enterprise)", event.facts)) }
        return elements.joined()
    }

    private static func element(_ id: String, _ parameters: [(name: String, value: String)]) -> String {
        "[" + id + parameters.map { " \($0.name)=\"\(escaped($0.value))\"" }.joined() + "]"
    }

    /// Section 6.3.3. Receivers may change control characters (section 8.2), so they are written as escapes before.
    private static func escaped(_ value: String) -> String {
        var text = ""
        for scalar in ShownText(value).description.unicodeScalars {
            if ["\"", "\\", "]"].contains(scalar) { text += "\\" }
            text.unicodeScalars.append(scalar)
        }
        return text
    }

    /// A field of the header: visible ASCII, or the dash that stands for no value.
    private static func field(_ text: String, limit: Int) -> String {
        1...limit ~= text.utf8.count && text.utf8.allSatisfy(\.isVisible) ? text : "-"
    }
}
