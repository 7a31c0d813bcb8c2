package import FoundationEssentials
package import Session
package import SignIn
import Text

extension Rules {
    /// - Throws: ``LoginErrorCode/forbiddenByRule``, as all checks do.
    package func check(_ region: Region) throws(LoginError) {
        if let rule = allowedRegions.first(where: { !$0.value.contains(region) }) {
            throw .forbidden("the region \(region)", .allowedRegions, rule, Self.allowing(rule.value.map(\.name)))
        }
        if let rule = allowedPartitions.first(where: { !$0.value.contains(region.partition) }) {
            throw .forbidden(
                "the region \(region) of the partition \(region.partition.rawValue)", .allowedPartitions, rule,
                Self.allowing(rule.value.map(\.rawValue)))
        }
    }

    /// A custom endpoint may be of any region: only one of this machine, such as a sandbox, has none.
    ///
    /// - Throws: ``LoginErrorCode/forbiddenByRule`` also for the endpoint's region.
    package func check(_ endpoint: SignInEndpoint) throws(LoginError) {
        try check(endpoint.region)
        guard endpoint.kind == .custom, !endpoint.isLoopback else { return }
        let hint = "remove the endpoint URL: only AWS's own endpoints have a region"
        let what = "the endpoint \((endpoint.origin + endpoint.path).shown)"
        if let rule = allowedRegions.first { throw .forbidden(what, .allowedRegions, rule, hint) }
        if let rule = allowedPartitions.first { throw .forbidden(what, .allowedPartitions, rule, hint) }
    }

    package func check(account: String) throws(LoginError) {
        if let rule = allowedAccounts.first(where: { !$0.value.contains(account) }) {
            throw .forbidden("the account \(account.shown)", .allowedAccounts, rule, Self.allowing(rule.value))
        }
    }

    /// The identity that signed in.
    package func check(_ session: SessionARN) throws(LoginError) {
        try check(account: session.account)
        if let rule = allowedPartitions.first(where: { rule in
            !rule.value.contains { $0.rawValue.isExactly(session.partition) }
        }) {
            throw .forbidden(
                "the partition \(session.partition)", .allowedPartitions, rule,
                Self.allowing(rule.value.map(\.rawValue)))
        }
    }

    package func check(_ method: SignInMethod) throws(LoginError) {
        if method == .paste, let rule = forbidPaste.first {
            throw .forbidden(method.name, .forbidPaste, rule, Self.otherMethod)
        }
        if method != .relay, let rule = requireRelay.first {
            throw .forbidden(method.name, .requireRelay, rule, Self.otherMethod)
        }
    }

    package func allows(_ method: SignInMethod) -> Bool {
        (try? check(method)) != nil
    }

    /// The port of `--callback`. Those that a relay or a browser of this machine uses are whichever are free.
    package func check(callbackPort port: Int) throws(LoginError) {
        if let rule = callbackPorts.first(where: { !$0.value.contains { $0.contains(port) } }) {
            throw .forbidden(
                "the callback port \(port)", .callbackPorts, rule, Self.allowing(rule.value.map(\.written)))
        }
    }

    /// Whether a session that was signed in at that time may still be refreshed.
    ///
    /// - Parameter signedInAt: nil if that is unknown, as for a session of `aws login`.
    /// - Throws: ``SessionErrorCode/tooOld``.
    package func checkAge(
        of session: SessionARN, signedInAt: Date?, now: Date, profile: String?
    ) throws(SessionError) {
        guard let rule = longestSession.min(by: { $0.value < $1.value }) else { return }
        let end = signedInAt.map { $0 + rule.value.seconds }
        guard end.map({ $0 <= now }) ?? true else { return }
        let age = signedInAt.map { "signed in at \(RFC3339.seconds($0))" } ?? "signed in at an unknown time"
        throw SessionError(
            .tooOld,
            "\(session) \(age), and a longer use than \(rule.value) is forbidden by "
                + "\(ConfigurationKey.longestSession.name) in \(rule.origin)",
            hint: profile.map(LoginHint.command) ?? "sign in again with 'farsign login'")
    }

    /// How old an event may be that is not at a required destination.
    package var unshippedLimit: LongTime? {
        requireShipping.isEmpty ? nil : longestUnshipped.map(\.value).min() ?? LongTime("24h")
    }

    private static let otherMethod = "run 'farsign-relay HOST' on the workstation and start 'farsign login' here"

    private static func allowing(_ values: [String]) -> String {
        values.isEmpty ? "it allows none" : "it allows \(values.joined(separator: ", "))"
    }
}

extension ClosedRange<Int> {
    /// As in a configuration file.
    var written: String { lowerBound == upperBound ? "\(lowerBound)" : "\(lowerBound)-\(upperBound)" }
}

extension LoginError {
    /// - Parameter what: the subject, safe for a terminal.
    fileprivate static func forbidden(
        _ what: String, _ key: ConfigurationKey, _ rule: Setting<some Sendable & Hashable>, _ hint: String
    ) -> LoginError {
        LoginError(.forbiddenByRule, "\(what) is forbidden by \(key.name) in \(rule.origin)", hint: hint)
    }

    /// - Parameter variable: names a directory with a history of its own.
    package static func anotherHistory(_ variable: String, _ rule: Setting<String>) -> LoginError {
        .forbidden("another history, which \(variable) names,", .requireShipping, rule, "unset \(variable)")
    }

    /// - Parameter since: the time of the oldest event that the destination lacks.
    package static func unshipped(since: String, _ rule: Setting<String>) -> LoginError {
        LoginError(
            .forbiddenByRule,
            "events since \(since.shown) are not in \(rule.value.shown), and a sign-in without them is forbidden by "
                + "\(ConfigurationKey.requireShipping.name) in \(rule.origin)",
            hint: ShellCommand("farsign", "audit", "ship", "--to", rule.value).after("run"))
    }
}
