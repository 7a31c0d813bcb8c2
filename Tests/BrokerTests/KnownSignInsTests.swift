import Broker
import Session
import SignIn
import Testing
import Text

@Suite("known sign-ins")
struct KnownSignInsTests {
    private func arn(_ name: String) throws -> SignInSessionARN {
        try #require(SignInSessionARN("arn:aws:signin:us-east-1:123456789012:session/\(name)"))
    }

    private func record(_ profile: String, detail: JSONValue) -> AuditRecord {
        AuditRecord(
            seq: 1, time: "2026-01-02T03:04:05.000Z", kind: "signed-in", outcome: "ok", profile: profile,
            session: "arn:aws:iam::123456789012:user/Alice", account: "123456789012",
            actor: Actor(uid: 1000, user: "alice", pid: 1, process: nil, tty: nil, sshClient: nil), detail: detail,
            previousHash: "", hash: "")
    }

    @Test func `known sign-ins come from the events that have their ARNs`() throws {
        let known = KnownSignIns([
            record("one", detail: ["signin_session": .string(try arn("1").text)]),
            record("two", detail: ["region": .string("us-east-1")]),
            record("three", detail: ["signin_session": .string("arn:aws:iam::123456789012:root")]),
            record("four", detail: .string("not JSON")),
        ])

        #expect(known[try arn("1")]?.profile == "one")
        #expect(known[try arn("1")]?.identity?.text == "arn:aws:iam::123456789012:user/Alice")
        #expect(known[try arn("2")] == nil)
    }
}
