package import FoundationEssentials

package struct AuditFilter: Sendable, Hashable {
    package var profile: String?
    package var kind: AuditEvent.Kind?
    package var session: String?
    /// The name of the program that asked.
    package var program: String?
    package var agent: CodingAgent?
    /// The address of the SSH client, without its port.
    package var sshClient: String?
    /// AWS's own ARN of a session, which is in the detail of its sign-in.
    package var signInSession: String?
    package var seq: Int?
    /// Only events before the one with this sequence number.
    package var before: Int?
    /// Only events after the one with this sequence number, and then the first ones instead of the last.
    package var after: Int?
    package var since: Date?
    package var until: Date?
    package var limit: Int

    package init(
        profile: String? = nil, kind: AuditEvent.Kind? = nil, since: Date? = nil, until: Date? = nil, limit: Int = 50
    ) {
        self.profile = profile
        self.kind = kind
        self.since = since
        self.until = until
        self.limit = limit
    }
}
