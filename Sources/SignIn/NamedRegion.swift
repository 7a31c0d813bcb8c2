/// A region as a setting names it. `fips-us-east-1` and `us-east-1-fips`, from before there was a switch for it, mean
/// the region with its FIPS endpoints.
package struct NamedRegion: Sendable, Hashable {
    package let region: Region
    package let fips: Bool
    /// As it was given.
    package let name: String

    /// - Throws: ``ConfigError/Code/badRegion``.
    package init(_ name: String) throws(ConfigError) {
        let words = name.split(separator: "-", omittingEmptySubsequences: false)
        // Wherever it stands, as botocore has it.
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
