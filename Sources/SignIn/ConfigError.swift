import Text

/// A profile, region or endpoint setting that farsign cannot use.
package struct ConfigError: ExplainedError, Hashable {
    package enum Code: String, Sendable, CaseIterable {
        case badProfileName = "bad-profile-name"
        case unknownProfile = "unknown-profile"
        case badRegion = "bad-region"
        case noRegion = "no-region"
        case badEndpoint = "bad-endpoint"
        case endpointConflict = "endpoint-conflict"
        case otherCredentials = "other-credentials"
        case otherRegion = "other-region"
        case ambiguousConfig = "ambiguous-config"
    }

    package let code: Code
    package let summary: String
    package let hint: String?

    package var name: String { code.rawValue }

    package init(_ code: Code, _ summary: String, hint: String? = nil) {
        self.code = code
        self.summary = summary
        self.hint = hint
    }
}
