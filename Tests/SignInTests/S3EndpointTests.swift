import SignIn
import Testing
import Text

@Suite("where a bucket is")
struct S3EndpointTests {
    /// As botocore builds them.
    @Test(
        arguments: [
            ("us-east-1", "history", false, false, "https://history.s3.us-east-1.amazonaws.com"),
            ("us-east-1", "history", true, false, "https://history.s3-fips.us-east-1.amazonaws.com"),
            ("us-east-1", "history", false, true, "https://history.s3.dualstack.us-east-1.amazonaws.com"),
            ("us-east-1", "history", true, true, "https://history.s3-fips.dualstack.us-east-1.amazonaws.com"),
            ("us-gov-west-1", "a.b", true, false, "https://s3-fips.us-gov-west-1.amazonaws.com/a.b"),
            ("cn-north-1", "history", false, true, "https://history.s3.dualstack.cn-north-1.amazonaws.com.cn"),
            ("eusc-de-east-1", "history", false, false, "https://history.s3.eusc-de-east-1.amazonaws.eu"),
        ] as [(String, String, Bool, Bool, String)])
    func `the host follows region, FIPS and dual-stack`(
        _ region: String, _ bucket: String, _ fips: Bool, _ dualStack: Bool, _ expected: String
    ) throws {
        let endpoint = try S3Endpoint(
            region: Region(region), bucket: bucket, custom: nil, fips: fips, dualStack: dualStack)

        #expect(endpoint.origin == expected)
    }

    @Test func `a store's own endpoint has no FIPS and no dual-stack`() throws {
        let region = try Region("us-east-1")
        let custom = "https://store.example.com/s3"

        #expect(
            try S3Endpoint(region: region, bucket: "history", custom: custom).origin
                == "https://store.example.com/s3/history")
        for (fips, dualStack) in [(true, false), (false, true)] {
            let error = #expect(throws: ConfigError.self) {
                try S3Endpoint(region: region, bucket: "history", custom: custom, fips: fips, dualStack: dualStack)
            }
            #expect(error?.code == .endpointConflict)
        }
    }
}
