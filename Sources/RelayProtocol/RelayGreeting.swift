package import Text

/// The result of `hello`: what the broker says about itself.
package struct RelayGreeting: Sendable, Hashable {
    /// A program and its version, such as `farsign/0.1.0`.
    package let server: String
    package let host: String
    package let user: String

    package init(server: String, host: String, user: String) {
        self.server = server
        self.host = host
        self.user = user
    }

    /// Returns nil unless it is a greeting of this protocol version.
    package init?(json: JSONValue) {
        guard json["protocol"] == .integer(RelayCall.version), let server = json["server"]?.text,
            let host = json["host"]?.text, let user = json["user"]?.text
        else { return nil }
        self.init(server: server, host: host, user: user)
    }

    package var json: JSONValue {
        [
            "protocol": .integer(RelayCall.version), "server": .string(server), "host": .string(host),
            "user": .string(user),
        ]
    }
}
