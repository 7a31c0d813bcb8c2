import FarsignCore
import Testing

@Suite("one profile, in every tool")
struct OneProfileTests {
    @Test(arguments: [Client.oldBoto3, Client.boto3])
    func `boto3, before login support and of today`(_ python: String) async throws {
        let machine = try await Machine()
        try await machine.signIn(profile: "dev", region: "ap-northeast-1")

        let identity = try await machine.identity(in: python, profile: "dev")

        #expect(identity.answer == "arn:aws:iam::123456789012:user/Alice", "\(identity.notices)")
    }
}
