import SignIn
import Testing
import Text

@Suite("Regions")
struct RegionTests {
    @Test(arguments: ["us-east-1", "ap-southeast-12", "us-gov-west-1", "eusc-de-east-1", "zz-nowhere-99"])
    func `a name of a region's shape is taken, known or not`(_ name: String) throws {
        #expect(try Region(name).name == name)
    }

    @Test(arguments: ["fips-us-east-1", "us-east-1-fips", "us-fips-east-1"])
    func `a pseudo region names a region, with FIPS, and is none`(_ name: String) throws {
        let named = try NamedRegion(name)
        #expect(named.region.name == "us-east-1")
        #expect(named.fips)
        #expect(named.name == name)
        #expect(throws: ConfigError.self) { try Region(name) }
        #expect(try !NamedRegion("us-east-1").fips)
    }

    @Test(arguments: [
        "", "us", "us-1", "us-east", "us-east-", "us-east-1a", "us-east-123", "us-1-east",
        "US-EAST-1", "us--1",
        "-east-1",
        "us-east-1.evil.example", "us-east-1/", "us-east-1\n", "us-east-١", "üs-east-1", "us-east-1#", " us-east-1",
        String(repeating: "a", count: 40) + "-b-1",
    ])
    func `another name is refused`(_ name: String) throws {
        let error = try #require(throws: ConfigError.self) { try Region(name) }
        #expect(error.code == .badRegion)
        #expect(error.summary == error.summary.shown)
    }

    @Test(arguments: [
        ("us-east1", "did you mean us-east-1 or us-east-2?"),
        ("eu-central", "did you mean eu-central-1 or eu-central-2?"),
        ("frankfurt", "a region looks like us-east-1"),
    ])
    func `the hint names the nearest`(_ name: String, _ hint: String) throws {
        let error = try #require(throws: ConfigError.self) { try Region(name) }
        #expect(error.hint == hint)
    }
}

@Suite("Nearest names")
struct NearestNamesTests {
    @Test func `the nearest come first, three at most, each once`() {
        let names = ["staging", "prod", "prods", "prd", "prod2", "pro", "prods"]
        #expect(NearestNames.of("prod", among: names) == ["prod", "prd", "pro"])
    }

    @Test func `a name with nothing in common is not near`() {
        #expect(NearestNames.of("qa", among: ["ci", "dev"]) == [])
        #expect(NearestNames.of("", among: ["a", "ab"]) == [])
    }

    @Test func `a very long name is near to nothing short`() {
        #expect(NearestNames.of(String(repeating: "x", count: 100_000), among: ["us-east-1", "eu-west-1"]) == [])
    }
}
