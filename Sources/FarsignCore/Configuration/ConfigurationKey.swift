/// A key of the configuration, as `section.name`.
///
/// Section `accounts` has no fixed keys, but one for each profile; see ``Configuration/accounts``.
package enum ConfigurationKey: String, Sendable, CaseIterable {
    case region = "login.region"
    case integration = "login.integration"
    case timeout = "login.timeout"
    case copy = "login.copy"
    case expectAccount = "login.expect-account"
    case fold = "audit.fold"
    case shipTo = "audit.ship-to"
    case allowedAccounts = "rules.allowed-accounts"
    case allowedRegions = "rules.allowed-regions"
    case allowedPartitions = "rules.allowed-partitions"
    case requireRelay = "rules.require-relay"
    case forbidPaste = "rules.forbid-paste"
    case callbackPorts = "rules.callback-ports"
    case longestSession = "rules.longest-session"
    case requireShipping = "rules.require-shipping"
    case longestUnshipped = "rules.longest-unshipped"

    package static let accountsSection = "accounts"
    package static let rulesSection = "rules"
    static let sections = ["login", accountsSection, "audit", rulesSection]

    package var section: String { String(rawValue.prefix { $0 != "." }) }
    package var name: String { String(rawValue.drop { $0 != "." }.dropFirst()) }

    /// The environment variables that take precedence over the files, the first one over the second.
    package var variables: [String] {
        switch self {
        // The names that the AWS tools know.
        case .region: ["AWS_REGION", "AWS_DEFAULT_REGION"]
        case .integration: ["FARSIGN_INTEGRATION"]
        case .timeout: ["FARSIGN_TIMEOUT"]
        case .copy: ["FARSIGN_COPY"]
        case .expectAccount: ["FARSIGN_EXPECT_ACCOUNT"]
        case .fold: ["FARSIGN_AUDIT_FOLD"]
        case .shipTo: ["FARSIGN_SHIP_TO"]
        // Whoever could set a variable is the one whom a rule is for.
        case .allowedAccounts, .allowedRegions, .allowedPartitions, .requireRelay, .forbidPaste, .callbackPorts,
            .longestSession, .requireShipping, .longestUnshipped:
            []
        }
    }
}
