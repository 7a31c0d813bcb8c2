import Text

/// Where a bucket's objects are: a host of the region's partition, or an S3-compatible store.
package struct S3Endpoint: Sendable, Hashable {
    package let region: Region
    /// Scheme, host, port, and the bucket where it is part of the path; without a trailing slash.
    package let origin: String

    /// - Parameters:
    ///   - custom: the URL of an S3-compatible store.
    ///   - bucket: see ``isBucket(_:)``.
    /// - Throws: ``ConfigError/Code/badEndpoint``; ``ConfigError/Code/endpointConflict`` if a custom endpoint is combined
    ///   with FIPS or dual-stack.
    package init(
        region: Region, bucket: String, custom: String?, fips: Bool = false, dualStack: Bool = false
    ) throws(ConfigError) {
        self.region = region
        let service = (fips ? "s3-fips" : "s3") + (dualStack ? ".dualstack" : "")
        let host = "\(service).\(region).\(Partition.of(region).dnsSuffix)"
        if let custom {
            guard !fips, !dualStack else {
                throw ConfigError(
                    .endpointConflict, "a store's own endpoint cannot be combined with \(fips ? "FIPS" : "dual-stack")",
                    hint: "remove the endpoint URL, or turn \(fips ? "FIPS" : "dual-stack") off")
            }
            let endpoint = try SignInEndpoint(region: region, custom: custom)
            origin = endpoint.origin + endpoint.path + "/" + bucket
        } else if bucket.contains(".") {
            // The certificate's wildcard covers one label.
            origin = "https://\(host)/\(bucket)"
        } else {
            origin = "https://\(bucket).\(host)"
        }
    }

    /// Whether the text can be the name of a bucket (Amazon S3 User Guide, "Bucket naming rules").
    package static func isBucket(_ name: String) -> Bool {
        (3...63).contains(name.utf8.count)
            && name.utf8.allSatisfy { $0.isLowercaseLetter || $0.isDigit || ".-_".utf8.contains($0) }
            && name.utf8.first.map { $0.isLowercaseLetter || $0.isDigit } ?? false
    }
}
