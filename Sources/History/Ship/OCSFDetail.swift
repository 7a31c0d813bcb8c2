import Session
package import Text

/// What an event of OCSF says of a row's detail. Most rows have the detail of the row before, so it is made once for them.
package final class OCSFDetail: Sendable {
    /// A member of `unmapped`.
    enum Member: Sendable {
        /// With its name, as canonical JSON.
        case text(String)
        /// These are not in the detail, and take the place of members with their names.
        case previousHash, profile
    }

    /// Members of a detail that have a place of their own.
    private static let mapped: Set<JSONName> = [
        "access_key_id", "count", "credentials_expire_at", "error", "first_time", "login", "region",
    ]

    let region: String?
    let login: String?
    let error: String?
    let accessKeyID: String?
    /// In milliseconds since 1970, as the other times.
    let expiry: Int?
    /// How many vends the row stands for, if it is more than one.
    let count: Int?
    let firstTime: Int?
    /// In the order of canonical JSON.
    let unmapped: [Member]

    package init(_ detail: JSONValue) {
        region = detail["region"]?.text
        login = detail["login"]?.text
        error = detail["error"]?.text
        accessKeyID = detail["access_key_id"]?.text
        expiry = detail["credentials_expire_at"]?.text.flatMap(OCSFEvent.milliseconds)
        count = detail["count"]?.int
        firstTime = detail["first_time"]?.text.flatMap(OCSFEvent.milliseconds)
        var members: [JSONName: JSONValue] = [:]
        if case .object(let all) = detail {
            members = all.filter { name, _ in !Self.mapped.contains(name) }.compactMapValues(\.withoutNulls)
        }
        let (previousHash, profile): (JSONName, JSONName) = ("previous_hash", "profile")
        (members[previousHash], members[profile]) = (.null, .null)
        unmapped = JSONValue.inCanonicalOrder(members).map { name, value in
            switch name {
            case previousHash: .previousHash
            case profile: .profile
            default: .text(JSONValue.string(name.text).canonical + ":" + value.canonical)
            }
        }
    }
}

extension JSONValue {
    /// Without the members that say nothing; nil if nothing remains.
    fileprivate var withoutNulls: JSONValue? {
        switch self {
        case .null: return nil
        case .object(let members):
            let rest = members.compactMapValues(\.withoutNulls)
            return rest.isEmpty ? nil : .object(rest)
        default: return self
        }
    }
}
