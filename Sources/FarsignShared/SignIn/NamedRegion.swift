/// A region as a setting names it. `fips-us-east-1` and `us-east-1-fips`, from before there was a switch for it, mean
/// the region with its FIPS endpoints.
public struct NamedRegion: Sendable, Hashable {
    public let region: Region
    public let fips: Bool
    /// As it was given.
    public let name: String

    /// - Throws: ``ConfigError/Code/badRegion``.
    public init(_ name: String) throws(ConfigError) {
        let words = name.split(separator: "-", omittingEmptySubsequences: false)
        // Wherever it stands, as botocore has it.
        let plain = words.filter { $0 != "fips" }
        fips = plain.count < words.count
        region = try Region(fips ? plain.joined(separator: "-") : name)
        self.name = name
    }

    public init(_ region: Region) {
        self.region = region
        fips = false
        name = region.name
    }
}
