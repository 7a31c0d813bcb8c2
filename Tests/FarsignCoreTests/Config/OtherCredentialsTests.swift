import Session
import SessionTestSupport
import Testing

@testable import FarsignCore

@Suite("A profile's other credentials")
struct OtherCredentialsTests {
    private func other(_ config: String, _ credentials: String = "") -> OtherCredentials.Other? {
        OtherCredentials(
            of: "dev", config: Sample.config(config), credentials: Sample.config(credentials, style: .credentials)
        ).other
    }

    static let keys = [
        "aws_access_key_id", "aws_secret_access_key", "aws_session_token", "role_arn", "credential_source",
        "web_identity_token_file", "sso_session", "sso_start_url", "sso_account_id", "sso_role_name",
    ]

    @Test(arguments: keys + ["AWS_ACCESS_KEY_ID"])
    func `another style of credentials is named with its file`(_ key: String) {
        let inConfig = other("[profile dev]\nregion = us-east-1\n\(key) = x\n")
        #expect(inConfig?.file == .config)
        #expect(inConfig?.key == key.lowercased())
        let inCredentials = other("[profile dev]\nrole_arn = x\n", "[dev]\n\(key)=x\n")
        #expect(inCredentials?.file == .credentials)
        #expect(inCredentials?.key == key.lowercased())
    }

    @Test func `a credential process is another style unless it is ours`() {
        #expect(other("[profile dev]\ncredential_process = /bin/other\n")?.key == "credential_process")
        #expect(other("[profile dev]\ncredential_process = /usr/bin/farsign credentials --profile dev\n") == nil)
        #expect(
            other("", "[dev]\ncredential_process = /usr/bin/farsign credentials --profile dev\n")?.file == .credentials)
    }

    @Test func `a session, settings and other profiles are none`() {
        #expect(
            other(
                "[profile dev]\nlogin_session = \(Fixtures.arn)\nregion = x\noutput = json\n[profile b]\nrole_arn = x\n",
                "[b]\naws_access_key_id = x\n") == nil)
    }
}
