package import Session
package import SignIn
package import Text

/// The settings of this machine and this user, each with where it comes from.
///
/// For defaults, a variable takes precedence over the user's file, that over the administrator's last file, and that
/// over his first one. Rules come from the administrator's files only, and all of them hold.
package struct Configuration: Sendable {
    package struct Login: Sendable {
        /// Where to sign in if nothing else names a region.
        package fileprivate(set) var region = Setting<NamedRegion?>(nil)
        package fileprivate(set) var integration = Setting(Integration.process)
        /// In seconds.
        package fileprivate(set) var timeout = Setting(600)
        package fileprivate(set) var copy = Setting(false)
        /// The account for every profile that ``Configuration/accounts`` does not have.
        package fileprivate(set) var expectAccount = Setting<String?>(nil)
    }

    package struct Audit: Sendable {
        /// Whether vends of one program within a minute become one event.
        package fileprivate(set) var fold = Setting(false)
        /// Where `farsign audit ship` copies the history.
        package fileprivate(set) var shipTo = Setting<String?>(nil)
    }

    package private(set) var login = Login()
    package private(set) var audit = Audit()
    /// The expected account of each profile.
    package private(set) var accounts: [ExactText: Setting<String>] = [:]
    package private(set) var rules = Rules()

    /// The maximum of the timeout: a code is valid for at most ten minutes.
    package static let timeouts = 1...600

    /// - Parameter system: the administrator's files, in the order in which they are read.
    /// - Throws: ``StateError/Code/badConfiguration`` for a file.
    package init(system: [ConfigurationFile], user: ConfigurationFile? = nil) throws(StateError) {
        for file in system { try add(file) }
        if let user { try add(user) }
    }

    /// Reads the files, and takes the environment's settings.
    ///
    /// - Throws: ``StateError`` for a file; ``UsageError`` for a variable's value that cannot be used.
    package static func read(
        from files: any ConfigurationFiles, variable: (_ name: String) -> String?
    ) throws -> Configuration {
        var configuration = try Configuration(system: files.system(), user: files.user())
        try configuration.add(variable)
        return configuration
    }

    /// The account that a sign-in of the profile is expected to have.
    package func expectedAccount(of profile: String) -> String? {
        if case .variable = login.expectAccount.origin { return login.expectAccount.value }
        return accounts[ExactText(profile)]?.value ?? login.expectAccount.value
    }

    /// Takes the settings of the environment.
    ///
    /// - Throws: ``UsageError`` for a value that cannot be used.
    package mutating func add(_ variable: (_ name: String) -> String?) throws(UsageError) {
        for key in ConfigurationKey.allCases {
            for name in key.variables {
                guard let text = variable(name), !text.isEmpty else { continue }
                do throws(SettingReader.Problem) {
                    try set(key, TOMLValue(text, of: key), from: .variable(name))
                } catch {
                    // Whoever uses the region reports it, unless another one takes precedence.
                    guard key != .region else { continue }
                    throw UsageError("\(name) \(error.text)", hint: error.hint)
                }
                break
            }
        }
    }

    mutating func add(account: String, of profile: ExactText, from origin: ConfigurationOrigin) {
        accounts[profile] = Setting(account, from: origin)
    }

    mutating func set(
        _ key: ConfigurationKey, _ value: TOMLValue, from origin: ConfigurationOrigin
    ) throws(SettingReader.Problem) {
        switch key {
        case .region: login.region = Setting(try SettingReader.region(value), from: origin)
        case .integration: login.integration = Setting(try SettingReader.choice(value), from: origin)
        case .timeout: login.timeout = Setting(try SettingReader.seconds(value, in: Self.timeouts), from: origin)
        case .copy: login.copy = Setting(try SettingReader.boolean(value), from: origin)
        case .expectAccount: login.expectAccount = Setting(try SettingReader.account(value), from: origin)
        case .fold: audit.fold = Setting(try SettingReader.boolean(value), from: origin)
        case .shipTo:
            // Relative to the working directory, as on a command line.
            let isVariable = if case .variable = origin { true } else { false }
            let place = try isVariable ? SettingReader.text(value) : SettingReader.destination(value)
            audit.shipTo = Setting(place, from: origin)
        case .allowedAccounts, .allowedRegions, .allowedPartitions, .requireRelay, .forbidPaste, .callbackPorts,
            .longestSession, .requireShipping, .longestUnshipped:
            try rules.add(key, value, from: origin)
        }
    }
}

extension TOMLValue {
    /// The text of a variable, as the value that the key takes.
    fileprivate init(_ text: String, of key: ConfigurationKey) {
        let kind: Kind? =
            switch key {
            case .timeout: Int(text).map(Kind.integer)
            case .copy, .fold: text.isExactly("true") ? .boolean(true) : text.isExactly("false") ? .boolean(false) : nil
            default: nil
            }
        self.init(kind ?? .string(text), line: 1)
    }
}
