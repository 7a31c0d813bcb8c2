package import SignIn
package import Text

/// An IAM policy that denies everything to the credentials of sign-in sessions. A revoked session's credentials are
/// otherwise valid until they expire.
package enum DenyPolicy {
    package static func json(for sessions: [SignInSessionARN]) -> JSONValue {
        .object([
            "Version": .string("2012-10-17"),
            "Statement": .array([
                .object([
                    "Effect": .string("Deny"), "Action": .string("*"), "Resource": .string("*"),
                    "Condition": .object([
                        "StringEquals": .object([
                            "aws:SignInSessionArn": .array(sessions.map { .string($0.text) })
                        ])
                    ]),
                ])
            ]),
        ])
    }
}
