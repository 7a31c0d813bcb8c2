extension SignInSandbox {
    /// Who can sign in, and all lifetimes.
    package struct Settings: Sendable, Hashable {
        /// The ARNs that the sign-in page offers, in this order.
        package var identities: [String]

        /// The value of `expiresIn`: whole seconds, 1 to 900 as at AWS.
        package var credentialLifetime: Duration

        /// How long an authorization code is valid.
        package var codeLifetime: Duration

        /// How long a used refresh token still returns the same reply.
        package var refreshWindow: Duration

        /// How long a session can be refreshed after the sign-in.
        package var sessionLifetime: Duration

        /// Added to the given clock: `Date` headers, lifetimes and the checks of `iat` and `X-Amz-Date` all use the
        /// result.
        package var clockOffset: Duration

        package init(
            identities: [String] = Settings.someIdentities,
            credentialLifetime: Duration = .seconds(900),
            codeLifetime: Duration = .seconds(600),
            refreshWindow: Duration = .seconds(60),
            sessionLifetime: Duration = .seconds(12 * 3600),
            clockOffset: Duration = .zero
        ) {
            self.identities = identities
            self.credentialLifetime = credentialLifetime
            self.codeLifetime = codeLifetime
            self.refreshWindow = refreshWindow
            self.sessionLifetime = sessionLifetime
            self.clockOffset = clockOffset
        }

        /// One identity of each kind that AWS Sign-In issues, root included.
        package static let someIdentities = [
            "arn:aws:iam::123456789012:user/Alice",
            "arn:aws:sts::123456789012:assumed-role/Admin/bob",
            "arn:aws:sts::210987654321:assumed-role/AWSReservedSSO_Developer_0123456789abcdef/carol@example.com",
            "arn:aws:iam::123456789012:root",
        ]

        /// The reason why these settings are invalid; `nil` if they are valid.
        package var problem: String? {
            if identities.isEmpty { return "at least one identity is needed" }
            for arn in identities where Identity(arn: arn) == nil {
                return "'\(arn)' is not the ARN of an IAM user, a root user or an assumed role"
            }
            guard (.seconds(1))...(.seconds(900)) ~= credentialLifetime else {
                return "credentials live for 1 to 900 seconds"
            }
            guard min(codeLifetime, refreshWindow, sessionLifetime) >= .zero else {
                return "a lifetime cannot be negative"
            }
            return nil
        }
    }

    /// Settings that ``start(port:settings:clock:)`` refused.
    package struct SettingsError: Error, Sendable, Hashable, CustomStringConvertible {
        package let problem: String
        package var description: String { problem }
    }
}

extension Duration {
    var inSeconds: Double { self / .seconds(1) }
}
