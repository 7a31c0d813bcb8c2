package import SignIn

/// What the administrator's files demand of each sign-in.
///
/// Rules only ever add up: each list has what every file says, in the order in which they are read, and all of it holds.
/// There is no operation that takes a rule away, so neither a later file nor a user can loosen one.
package struct Rules: Sendable, Hashable {
    package private(set) var allowedAccounts: [Setting<[String]>] = []
    package private(set) var allowedRegions: [Setting<[Region]>] = []
    package private(set) var allowedPartitions: [Setting<[Partition]>] = []
    /// `true` alone; `false` demands nothing.
    package private(set) var requireRelay: [Setting<Bool>] = []
    /// `true` alone, as above.
    package private(set) var forbidPaste: [Setting<Bool>] = []
    package private(set) var callbackPorts: [Setting<[ClosedRange<Int>]>] = []
    /// How long after its sign-in a session is refreshed.
    package private(set) var longestSession: [Setting<LongTime>] = []
    /// Where the history must have been shipped.
    package private(set) var requireShipping: [Setting<String>] = []
    /// How old an event may be that was not shipped there.
    package private(set) var longestUnshipped: [Setting<LongTime>] = []

    package init() {}

    mutating func add(
        _ key: ConfigurationKey, _ value: TOMLValue, from origin: ConfigurationOrigin
    ) throws(SettingReader.Problem) {
        switch key {
        case .allowedAccounts:
            allowedAccounts.append(Setting(try SettingReader.list(value, SettingReader.account), from: origin))
        case .allowedRegions:
            let names = try SettingReader.list(value, SettingReader.region)
            allowedRegions.append(Setting(names.map(\.region), from: origin))
        case .allowedPartitions:
            allowedPartitions.append(Setting(try SettingReader.list(value, SettingReader.choice), from: origin))
        case .requireRelay: try Self.add(value, to: &requireRelay, from: origin)
        case .forbidPaste: try Self.add(value, to: &forbidPaste, from: origin)
        case .callbackPorts:
            callbackPorts.append(Setting(try SettingReader.list(value, SettingReader.port), from: origin))
        case .longestSession: longestSession.append(Setting(try SettingReader.duration(value), from: origin))
        case .requireShipping: requireShipping.append(Setting(try SettingReader.destination(value), from: origin))
        case .longestUnshipped: longestUnshipped.append(Setting(try SettingReader.duration(value), from: origin))
        case .region, .integration, .timeout, .copy, .expectAccount, .fold, .shipTo: break
        }
    }

    private static func add(
        _ value: TOMLValue, to rules: inout [Setting<Bool>], from origin: ConfigurationOrigin
    ) throws(SettingReader.Problem) {
        let isOn = try SettingReader.boolean(value)
        if isOn { rules.append(Setting(isOn, from: origin)) }
    }
}
