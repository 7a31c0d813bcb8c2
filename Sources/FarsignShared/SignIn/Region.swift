/// A region's name, of a region's shape: it becomes part of a host name.
public struct Region: Sendable, Hashable, CustomStringConvertible {
    public let name: String

    public var description: String { name }

    /// - Throws: ``ConfigError/Code/badRegion`` unless `name` is lower-case words and a number, joined by hyphens.
    public init(_ name: String) throws(ConfigError) {
        let parts = name.split(separator: "-", omittingEmptySubsequences: false)
        let isWord: (Substring) -> Bool = { !$0.isEmpty && $0.utf8.allSatisfy(\.isLowercaseLetter) }
        guard parts.count >= 3, name.utf8.count <= 40, parts.dropLast().allSatisfy(isWord),
            // A pseudo region is a ``NamedRegion``; no host is called so.
            !parts.contains("fips"),
            let number = parts.last, (1...2).contains(number.utf8.count),
            number.utf8.allSatisfy(\.isDigit)
        else {
            let near = NearestNames.of(name, among: Self.known)
            throw ConfigError(
                .badRegion, "'\(name.shown)' is not a region",
                hint: near.isEmpty ? "a region looks like us-east-1" : "did you mean \(near.joined(separator: " or "))?"
            )
        }
        self.name = name
    }

    /// For hints alone: any other name of the right shape is taken as well.
    static let known = [
        "us-east-1", "us-east-2", "us-west-1", "us-west-2", "eu-west-1", "eu-west-2", "eu-west-3", "eu-central-1",
        "eu-central-2", "eu-north-1", "eu-south-1", "eu-south-2", "ap-northeast-1", "ap-northeast-2",
        "ap-northeast-3", "ap-southeast-1", "ap-southeast-2", "ap-southeast-3", "ap-southeast-4", "ap-south-1",
        "ap-south-2", "ap-east-1", "sa-east-1", "ca-central-1", "ca-west-1", "me-south-1", "me-central-1",
        "af-south-1", "il-central-1", "mx-central-1", "cn-north-1", "cn-northwest-1", "us-gov-west-1",
        "us-gov-east-1", "eusc-de-east-1",
    ]
}
