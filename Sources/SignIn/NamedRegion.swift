/// A region as a setting names it. The old pseudo regions `fips-us-east-1` and `us-east-1-fips` mean the region
/// `us-east-1` with FIPS endpoints.
package struct NamedRegion: Sendable, Hashable {
    package let region: Region
    package let fips: Bool
    /// The name as it was given.
    package let name: String

    /// - Throws: ``ConfigError/Code/badRegion``.
    package init(_ name: String) throws(ConfigError) {
        let words = name.split(separator: "-", omittingEmptySubsequences: false)
        // Like botocore, ignore the word wherever it stands.
        let plain = words.filter { $0 != "fips" }
        fips = plain.count < words.count
        region = try Region(fips ? plain.joined(separator: "-") : name)
        self.name = name
    }

    package init(_ region: Region) {
        self.region = region
        fips = false
        name = region.name
    }
}
