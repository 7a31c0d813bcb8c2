package import Text

/// A profile, region or endpoint setting that farsign cannot use.
package typealias ConfigError = CodedError<ConfigErrorCode>

/// See ``ConfigError``.
package enum ConfigErrorCode: String, ErrorCode, CaseIterable {
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
