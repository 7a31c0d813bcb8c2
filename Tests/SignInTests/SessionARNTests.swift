import SignIn
import Testing

@Suite("Session ARNs")
struct SessionARNTests {
    @Test(arguments: [
        "arn:aws:iam::123456789012:user/Alice", "arn:aws:sts::123456789012:assumed-role/Role/name@example.com",
        "arn:aws-us-gov:iam::123456789012:root", "arn:aws:iam::123456789012:user/a:b/c",
    ])
    func `an identity's ARN has its account in the fifth field`(_ text: String) throws {
        let arn = try #require(SessionARN(text))
        #expect(arn.account == "123456789012")
        #expect("\(arn)" == text)
    }

    @Test(arguments: [
        "", "alice", "arn:aws:iam::123456789012", "arn:aws:iam::123456789012:", "arn::iam::123456789012:user/A",
        "ARN:aws:iam::123456789012:user/A", "arn:aws:iam::12345678901:user/A", "arn:aws:iam::1234567890123:user/A",
        "arn:aws:iam::12345678901x:user/A", "arn:aws:iam::123456789012:user/A b", "arn:aws:iam::123456789012:user/A\n",
        "arn:aws:iam::١٢٣٤٥٦٧٨٩٠١٢:user/A", "arn:aws:iam::123456789012:user/Ä",
        "arn:aws:iam::123456789012:" + String(repeating: "x", count: 2_048),
    ])
    func `anything else is not the ARN of a session`(_ text: String) {
        #expect(SessionARN(text) == nil)
    }
}
