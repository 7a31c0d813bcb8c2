import Foundation
import Session
import SessionTestSupport
import TestSupport
import Testing
import Text

@Suite("Credential formats")
struct CredentialFormatTests {
    @Test(arguments: CredentialFormat.allCases)
    func `a format is that of the AWS CLI`(_ format: CredentialFormat) throws {
        let text = format.render(try Sample.credentials()).reveal()
        #expect(text == (try Vectors.text("credentials/\(format.rawValue).txt")))
    }

    @Test func `an account that is not known is left out`() throws {
        let text = CredentialFormat.process.render(try Sample.credentials(account: nil)).reveal()
        #expect(try JSONValue(parsing: Array(text.utf8))["AccountId"] == nil)
    }

    @Test func `a POSIX shell reads the variables back`() throws {
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        let text = CredentialFormat.env.render(try Sample.credentials()).reveal()
        process.arguments = ["-c", text + "env"]
        process.environment = [:]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let lines = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
            .split(separator: "\n").map(String.init)
        process.waitUntilExit()
        let expected = try Vectors.text("credentials/env-no-export.txt").split(separator: "\n").map(String.init)
        #expect(expected.count == 4)
        #expect(expected.filter { !lines.contains($0) } == [])
    }
}

@Suite("Credentials")
struct CredentialsTests {
    @Test(arguments: [
        "", " ", "$", "`", "\"", "'", "\\", ";", "&", "|", "<", ">", "(", ")", "%", "!", "#", "~", "*", "?", "\n", "\t",
        "\u{0}", "ü", "{", "}", "[", "^", ",", ":", "@",
    ])
    func `a sign that a shell would obey is refused in every value`(_ sign: String) {
        func made(_ key: String, _ secret: String, _ token: String, _ account: String?) -> Credentials? {
            Credentials(
                accessKeyID: key, secretAccessKey: Secret(secret), sessionToken: Secret(token), account: account,
                expiresAt: Sample.time)
        }
        let value = sign.isEmpty ? "" : "a\(sign)b"
        #expect(made("A", "S", "T", nil) != nil)
        #expect(made(value, "S", "T", nil) == nil)
        #expect(made("A", value, "T", nil) == nil)
        #expect(made("A", "S", value, nil) == nil)
        #expect(made("A", "S", "T", value) == nil)
    }

    @Test func `credentials are fresh for all but their last five minutes, and usable but for the last`() throws {
        let credentials = try Sample.credentials(expiresAt: Sample.time.addingTimeInterval(900))
        func at(_ seconds: Double) -> Date { Sample.time.addingTimeInterval(seconds) }
        #expect(credentials.isFresh(at: at(600)))
        #expect(!credentials.isFresh(at: at(600.001)))
        #expect(credentials.isUsable(at: at(840)))
        #expect(!credentials.isUsable(at: at(840.001)))
        #expect(!credentials.isUsable(at: at(901)))
    }
}
