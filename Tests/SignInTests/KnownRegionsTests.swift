import SignIn
import Testing

@Suite("regions that AWS lists")
struct KnownRegionsTests {
    @Test(arguments: [
        "us-east-1", "us-west-2", "eu-central-2", "ap-southeast-7", "ap-east-2", "me-west-1", "cn-northwest-1",
        "us-gov-east-1", "eusc-de-east-1", "us-isof-south-1",
    ])
    func `regions that AWS lists are known`(_ name: String) throws {
        #expect(try Region(name).isKnown)
    }

    @Test(arguments: [
        ("us-est-1", ["us-east-1", "us-west-1", "us-east-2"]), ("eu-centrall-1", ["eu-central-1", "eu-central-2"]),
        ("us-east-11", ["us-east-1", "us-east-2"]),
    ])
    func `regions that AWS lists are named where one is miswritten`(_ name: String, _ nearest: [String]) throws {
        let region = try Region(name)
        #expect(!region.isKnown)
        #expect(Array(region.nearest.prefix(nearest.count)) == nearest)
    }

    @Test func `regions that AWS lists are listed once`() {
        #expect(Set(Region.known).count == Region.known.count)
    }
}
