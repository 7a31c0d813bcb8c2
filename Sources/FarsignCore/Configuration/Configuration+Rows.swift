import Session
import SignIn
package import Text

extension Configuration {
    /// A value for `farsign config`.
    package struct Row: Sendable, Equatable {
        package let key: String
        /// `null` if there is none.
        package let value: JSONValue
        /// Several files may each have a part of a rule.
        package let origins: [ConfigurationOrigin]
    }

    /// Every key with its value, in the order of the documentation.
    package var rows: [Row] {
        ConfigurationKey.allCases.flatMap { key in
            [row(key)] + (key == .expectAccount ? accountRows : [])
        }
    }

    private var accountRows: [Row] {
        accounts.sorted { $0.key < $1.key }.map { profile, setting in
            Row(
                key: "\(ConfigurationKey.accountsSection).\(profile.text)", value: .string(setting.value),
                origins: [setting.origin])
        }
    }

    private func row(_ key: ConfigurationKey) -> Row {
        switch key {
        case .region: Row(key, login.region) { JSONValue($0?.name) }
        case .integration: Row(key, login.integration) { .string($0.rawValue) }
        case .timeout: Row(key, login.timeout) { .integer($0) }
        case .copy: Row(key, login.copy) { .bool($0) }
        case .expectAccount: Row(key, login.expectAccount) { JSONValue($0) }
        case .fold: Row(key, audit.fold) { .bool($0) }
        case .shipTo: Row(key, audit.shipTo) { JSONValue($0) }
        case .allowedAccounts: Row(key, common: rules.allowedAccounts) { .string($0) }
        case .allowedRegions: Row(key, common: rules.allowedRegions) { .string($0.name) }
        case .allowedPartitions: Row(key, common: rules.allowedPartitions) { .string($0.rawValue) }
        case .requireRelay: Row(key, any: rules.requireRelay)
        case .forbidPaste: Row(key, any: rules.forbidPaste)
        case .callbackPorts: Row(key, ports: rules.callbackPorts)
        case .longestSession: Row(key, smallest: rules.longestSession)
        case .requireShipping:
            Row(
                key: key.rawValue,
                value: rules.requireShipping.isEmpty ? .null : .array(rules.requireShipping.map { .string($0.value) }),
                origins: rules.requireShipping.map(\.origin))
        case .longestUnshipped:
            rules.longestUnshipped.isEmpty
                ? Row(key: key.rawValue, value: JSONValue(rules.unshippedLimit?.description), origins: [])
                : Row(key, smallest: rules.longestUnshipped)
        }
    }
}

extension Configuration.Row {
    fileprivate init<Value>(_ key: ConfigurationKey, _ setting: Setting<Value>, _ json: (Value) -> JSONValue) {
        self.init(
            key: key.rawValue, value: json(setting.value), origins: setting.origin == .builtIn ? [] : [setting.origin])
    }

    /// What all of the lists have.
    fileprivate init<Value: Hashable>(
        _ key: ConfigurationKey, common rules: [Setting<[Value]>], _ json: (Value) -> JSONValue
    ) {
        let values = rules.first?.value.filter { value in rules.allSatisfy { $0.value.contains(value) } }
        self.init(
            key: key.rawValue, value: values.map { .array($0.map(json)) } ?? .null, origins: rules.map(\.origin))
    }

    /// The same for ranges, which may overlap.
    fileprivate init(_ key: ConfigurationKey, ports rules: [Setting<[ClosedRange<Int>]>]) {
        let ranges = rules.dropFirst().reduce(rules.first?.value) { common, rule in
            common?.flatMap { range in
                rule.value.filter { $0.overlaps(range) }.map { $0.clamped(to: range) }
            }
        }
        self.init(
            key: key.rawValue,
            value: ranges.map { ranges in
                .array(ranges.map { $0.count == 1 ? .integer($0.lowerBound) : .string($0.written) })
            } ?? .null, origins: rules.map(\.origin))
    }

    fileprivate init(_ key: ConfigurationKey, any rules: [Setting<Bool>]) {
        self.init(key: key.rawValue, value: .bool(!rules.isEmpty), origins: rules.map(\.origin))
    }

    fileprivate init(_ key: ConfigurationKey, smallest rules: [Setting<LongTime>]) {
        self.init(
            key: key.rawValue, value: JSONValue(rules.map(\.value).min()?.description), origins: rules.map(\.origin))
    }
}
