package import FoundationEssentials
package import SignIn
package import Text

/// A waiting login as relays and other processes see it, without secrets. The result of `logins` is a list of these.
package struct WaitingLogin: Sendable, Hashable {
    package let id: LoginID
    package let profile: String
    package let region: String
    package let startedAt: Date
    package let expiresAt: Date
    /// Nil if a process waits for the login and shows a relay's phrase.
    package let unattended: Unattended?

    /// A login that no process waits for.
    package struct Unattended: Sendable, Hashable {
        /// A text for a person; nil if unknown.
        package let startedBy: String?

        package init(startedBy: String?) {
            self.startedBy = startedBy
        }
    }

    package init(
        id: LoginID, profile: String, region: String, startedAt: Date, expiresAt: Date, unattended: Unattended? = nil
    ) {
        self.unattended = unattended
        self.id = id
        self.profile = profile
        self.region = region
        self.startedAt = startedAt
        self.expiresAt = expiresAt
    }

    package init?(json: JSONValue) {
        guard let id = json["login"]?.text.flatMap(LoginID.init), let profile = json["profile"]?.text,
            let region = json["region"]?.text, let startedAt = json["started_at"]?.text.flatMap(RFC3339.parse),
            let expiresAt = json["expires_at"]?.text.flatMap(RFC3339.parse)
        else { return nil }
        // Optional, because brokers before 0.1.0 do not send it.
        let unattended = json["unattended"] == .bool(true) ? Unattended(startedBy: json["started_by"]?.text) : nil
        self.init(
            id: id, profile: profile, region: region, startedAt: startedAt, expiresAt: expiresAt, unattended: unattended
        )
    }

    package var json: JSONValue {
        var members: [JSONName: JSONValue] = [
            "login": .string(id.text), "profile": .string(profile), "region": .string(region),
            "started_at": .string(RFC3339.seconds(startedAt)), "expires_at": .string(RFC3339.seconds(expiresAt)),
        ]
        if let unattended {
            members["unattended"] = .bool(true)
            if let startedBy = unattended.startedBy { members["started_by"] = .string(startedBy) }
        }
        return .object(members)
    }

    /// Parses the result of `logins`. Returns nil if an element is malformed or there are too many.
    package static func list(json: JSONValue) -> [WaitingLogin]? {
        guard case .array(let values) = json, values.count <= RelayCall.mostKnown else { return nil }
        let logins = values.compactMap(WaitingLogin.init(json:))
        return logins.count == values.count ? logins : nil
    }
}
