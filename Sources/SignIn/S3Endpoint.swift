import Text

/// Where a bucket's objects are: a host of the region's partition, or an S3-compatible store.
package struct S3Endpoint: Sendable, Hashable {
    package let region: Region
    /// Scheme, host, port, and the bucket where it is part of the path; without a trailing slash.
    package let origin: String

    /// - Parameters:
    ///   - custom: the URL of an S3-compatible store.
    ///   - bucket: see ``isBucket(_:)``.
    /// - Throws: ``ConfigError/Code/badEndpoint``.
    package init(region: Region, bucket: String, custom: String?) throws(ConfigError) {
        self.region = region
        if let custom {
            let endpoint = try SignInEndpoint(region: region, custom: custom)
            origin = endpoint.origin + endpoint.path + "/" + bucket
        } else if bucket.contains(".") {
            // The certificate's wildcard covers one label.
            origin = "https://s3.\(region).\(Partition.of(region).dnsSuffix)/\(bucket)"
        } else {
            origin = "https://\(bucket).s3.\(region).\(Partition.of(region).dnsSuffix)"
        }
    }

    /// Whether the text can be the name of a bucket (Amazon S3 User Guide, "Bucket naming rules").
    package static func isBucket(_ name: String) -> Bool {
        (3...63).contains(name.utf8.count)
            && name.utf8.allSatisfy { $0.isLowercaseLetter || $0.isDigit || ".-_".utf8.contains($0) }
            && name.utf8.first.map { $0.isLowercaseLetter || $0.isDigit } ?? false
    }
}
