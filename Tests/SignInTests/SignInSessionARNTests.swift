import SignIn
import Testing

@Suite("ARNs of sign-in sessions")
struct SignInSessionARNTests {
    private static let uuid = "0f9b2f7e-6a53-4d0a-9d3e-3f2b1c0d9e8f"

    @Test(arguments: [("aws", "us-east-1"), ("aws-us-gov", "us-gov-west-1"), ("aws-cn", "cn-north-1")])
    func `a sign-in session's ARN has its region and account`(partition: String, region: String) throws {
        let text = "arn:\(partition):signin:\(region):123456789012:session/\(Self.uuid)"
        let arn = try #require(SignInSessionARN(text))
        #expect(arn.partition == partition)
        #expect(arn.region.name == region)
        #expect(arn.account == "123456789012")
        #expect("\(arn)" == text)
    }

    @Test(arguments: [
        "", "arn:aws:iam::123456789012:user/Alice", "arn:aws:signin:us-east-1:123456789012:session/",
        "arn:aws:signin::123456789012:session/\(uuid)", "arn:aws:signin:us-east-1:12345678901:session/\(uuid)",
        "arn:aws:signin:fips-us-east-1:123456789012:session/\(uuid)",
        "arn:aws:signin:evil.com/x-1:123456789012:session/a",
        "arn:aws:signin:us-east-1:123456789012:sessions/\(uuid)", "arn::signin:us-east-1:123456789012:session/\(uuid)",
        "arn:aws:signin:us-east-1:123456789012:session/a b", "arn:aws:signin:us-east-1:123456789012:session/a:b",
        "arn:aws:signin:us-east-1:123456789012:session/\"", "arn:a\"s:signin:us-east-1:123456789012:session/a",
        "arn:aws:signin:us-east-1:123456789012:session/" + String(repeating: "a", count: 256),
    ])
    func `anything else is not the ARN of a sign-in session`(_ text: String) {
        #expect(SignInSessionARN(text) == nil)
    }
}
