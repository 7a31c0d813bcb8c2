package import Session
package import Text

/// Keys that sign a request with SigV4. Those of an IAM user have no session token.
package struct SigningCredentials: Sendable, Equatable {
    package let accessKeyID: String
    package let secretAccessKey: Secret<String>
    package let sessionToken: Secret<String>?

    package init(accessKeyID: String, secretAccessKey: Secret<String>, sessionToken: Secret<String>?) {
        self.accessKeyID = accessKeyID
        self.secretAccessKey = secretAccessKey
        self.sessionToken = sessionToken
    }

    package init(_ credentials: Credentials) {
        self.init(
            accessKeyID: credentials.accessKeyID, secretAccessKey: credentials.secretAccessKey,
            sessionToken: credentials.sessionToken)
    }
}
