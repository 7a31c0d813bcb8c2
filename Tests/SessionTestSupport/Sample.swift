package import FoundationEssentials
package import Session
package import SessionStore
package import SignIn
package import TestSupport
import Testing
import Text

/// Values that most suites about stored sessions need one of.
package enum Sample {
    package static let time = Date(timeIntervalSince1970: 1_767_323_045)
    package static let actor = Actor(
        uid: 1000, user: "alice", pid: 4711, process: "terraform", tty: "pts/3", sshClient: "192.0.2.7 50022")

    package static func arn(_ name: String = "Alice") throws -> SessionARN {
        try #require(SessionARN("arn:aws:iam::123456789012:user/\(name)"))
    }

    package static func record(_ name: String = "Alice", tokens: String = "/nowhere/cache") throws -> SessionRecord {
        SessionRecord(
            arn: try arn(name), endpoint: SignInEndpoint(region: try Region("eu-west-1")), tokenDirectory: tokens,
            caBundle: nil, user: "alice")
    }

    package static let secretKey = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
    package static let sessionToken = "IQoJb3JpZ2luX2VjEXAMPLE//token+=="
    package static func credentials(account: String? = "123456789012", expiresAt: Date = time) throws -> Credentials {
        try #require(
            Credentials(
                accessKeyID: "ASIAIOSFODNN7EXAMPLE", secretAccessKey: Secret(secretKey),
                sessionToken: Secret(sessionToken), account: account, expiresAt: expiresAt))
    }

    package static func config(_ text: String, style: AWSConfigFile.Style = .config) -> AWSConfigFile {
        AWSConfigFile(Array(text.utf8), style: style)
    }

    package static func login(_ text: String = "0123456789ab") throws -> LoginID {
        try #require(LoginID(text))
    }

    package static func vend(_ profile: String = "dev", at time: Date = time) throws -> LedgerEntry {
        LedgerEntry(
            time: time,
            events: [
                AuditEvent(
                    .vended, profile: profile, session: try arn(), actor: actor,
                    detail: [
                        "format": .string("process"), "region": .string("eu-west-1"),
                        "credentials_expire_at": .string(RFC3339.seconds(Sample.time + 900)),
                    ])
            ], durability: .normal)
    }
}

extension TemporaryDirectory {
    package var state: StateDirectory { StateDirectory(path: path + "/state") }
}

extension AWSConfigFile {
    package var text: String { String(decoding: bytes, as: UTF8.self) }
}
