import FoundationEssentials
import Glibc
import Session
package import Text

/// A row as an event of the Open Cybersecurity Schema Framework, version 1.8.0: one line of JSON.
///
/// What proves the row is in it unchanged: `raw_data` has the bytes that are hashed, `raw_data_hash` their hash. The rest
/// is made from them for whoever asks questions. docs/audit.md has the mapping.
package struct OCSFEvent {
    /// Who ships the rows.
    package struct Source: Sendable {
        package let origin: CheckpointOrigin
        /// The name of this machine.
        package let hostName: String
        /// The version of farsign.
        package let version: String

        package init(origin: CheckpointOrigin, hostName: String, version: String) {
            self.origin = origin
            self.hostName = hostName
            self.version = version
        }
    }

    private let row: HistoryRow
    private let source: Source

    package init(_ row: HistoryRow, from source: Source) {
        self.row = row
        self.source = source
    }

    private var record: AuditRecord { row.record }
    private var detail: OCSFDetail { row.detail }

    /// Writes the line without its line feed.
    package func write(to line: inout CanonicalWriter) {
        let activity = OCSFActivity(record)
        let detail = detail
        let address = OCSFEndpoint(record.actor.sshClient)
        line.object { line in
            line.integer("activity_id", activity.activity)
            line.string("activity_name", activity.activity == OCSFActivity.other ? record.kind : nil)
            line.object("actor", writeActor)
            line.integer("auth_protocol_id", activity.isOAuth ? 6 : nil)
            line.integer("category_uid", 3)
            line.integer("class_uid", activity.eventClass)
            line.object("cloud") { line in
                line.object("account") { $0.string("uid", record.account) }
                line.string("provider", "AWS")
                line.string("region", detail.region)
            }
            line.integer("count", detail.count)
            line.object("device") { line in
                line.string("hostname", source.hostName)
                line.integer("type_id", 0)
                line.string("uid", source.origin.host)
            }
            line.integer("end_time", detail.count == nil ? nil : Self.milliseconds(record.time))
            line.object("metadata", writeMetadata)
            if activity.eventClass == OCSFActivity.authorizeSession, let session = record.session {
                line.value("privileges", .array([.string(session)]))
            }
            line.string("raw_data", row.canonical)
            line.object("raw_data_hash") { line in
                line.string("algorithm", "SHA-256")
                line.integer("algorithm_id", 3)
                line.string("value", record.hash)
            }
            if activity.eventClass == OCSFActivity.authentication {
                line.object("service") { $0.string("name", "AWS Sign-In") }
            }
            if let session = record.session {
                line.object("session") { line in
                    line.string("credential_uid", detail.accessKeyID)
                    line.integer("expiration_time", detail.expiry)
                    line.string("uid", session)
                }
            }
            line.integer("severity_id", activity.severity)
            line.object("src_endpoint") { line in
                line.string("ip", address.ip)
                line.string("name", address.name)
                line.integer("port", address.port)
            }
            line.integer("start_time", detail.count == nil ? nil : detail.firstTime)
            line.string("status", activity.isSuccess ? "Success" : "Failure")
            line.string("status_code", detail.error)
            line.integer("status_id", activity.isSuccess ? 1 : 2)
            line.integer("time", Self.milliseconds(record.time))
            line.integer("type_uid", activity.eventClass * 100 + activity.activity)
            line.object("unmapped", writeUnmapped)
            line.object("user", writeUser)
        }
    }

    private func writeActor(_ line: inout CanonicalWriter) {
        let actor = record.actor
        line.string("app_name", actor.process)
        line.object("process") { $0.integer("pid", actor.pid) }
        line.object("session") { $0.string("terminal", actor.tty) }
        line.object("user") { line in
            line.string("name", actor.user)
            line.string("uid", String(actor.uid))
        }
    }

    private func writeMetadata(_ line: inout CanonicalWriter) {
        line.string("correlation_uid", detail.login)
        line.string("event_code", record.kind)
        line.string("log_name", source.origin.text)
        line.object("product") { line in
            line.string("name", "farsign")
            line.string("vendor_name", "farsign")
            line.string("version", source.version)
        }
        line.member(#""profiles":["cloud","host"]"#)
        line.integer("sequence", record.seq)
        line.string("uid", record.hash)
        line.string("version", "1.8.0")
    }

    /// The AWS identity; before there is one, the account on the host.
    private func writeUser(_ line: inout CanonicalWriter) {
        guard let session = record.session else {
            line.string("name", record.actor.user ?? "uid-\(record.actor.uid)")
            return
        }
        let resource = session.utf8.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false).last
        let name = resource?.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).last
        line.string("name", name.flatMap { String($0) } ?? session)
        line.string("uid", session)
    }

    private func writeUnmapped(_ line: inout CanonicalWriter) {
        for member in detail.unmapped {
            switch member {
            case .text(let text): line.member(text)
            case .previousHash: line.string("previous_hash", record.previousHash)
            case .profile: line.string("profile", record.profile)
            }
        }
    }

    static func milliseconds(_ time: String) -> Int? {
        RFC3339.parse(time).map { Int(($0.timeIntervalSince1970 * 1000).rounded()) }
    }
}

/// Where a person works: what sshd says, `ADDRESS PORT`, or any other text of the variable.
private struct OCSFEndpoint {
    private(set) var ip: String?
    private(set) var name: String?
    private(set) var port: Int?

    init(_ sshClient: String?) {
        guard let sshClient else { return }
        let parts = sshClient.utf8.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
        if parts.count == 2, let address = String(parts[0]), Self.isAddress(address), parts[1].allSatisfy(\.isDigit),
            let digits = String(parts[1]), let number = UInt16(digits)
        {
            (ip, port) = (address, Int(number))
        } else {
            name = sshClient
        }
    }

    /// IPv4, or IPv6 with or without a zone.
    private static func isAddress(_ text: String) -> Bool {
        let parts = text.split(separator: "%", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        var address = in6_addr()
        if parts.count == 1, unsafe inet_pton(AF_INET, text, &address) == 1 { return true }
        guard unsafe inet_pton(AF_INET6, parts[0], &address) == 1 else { return false }
        return parts.count == 1 || (!parts[1].isEmpty && parts[1].utf8.allSatisfy(\.isVisible))
    }
}
