/// Finds names that are similar to an unknown one, for a hint.
package enum NearestNames {
    /// The maximum length that is compared; of longer names, only the beginning counts.
    private static let longest = 64

    /// At most three names, nearest first and without duplicates. The distance is at most a third of the name's
    /// length (two edits for short names), and each result has at least one character in common.
    package static func of(_ name: String, among names: [String]) -> [String] {
        let length = min(name.unicodeScalars.count, longest)
        let limit = max(2, length / 3)
        return Set(names).map { (name: $0, distance: distance(name, $0)) }
            .filter { $0.distance <= limit && $0.distance < max(length, $0.name.unicodeScalars.count) }
            .sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }
            .prefix(3).map(\.name)
    }

    /// The Levenshtein distance in Unicode scalars, because a `Character` may be of any length.
    private static func distance(_ left: String, _ right: String) -> Int {
        let (left, right) = (Array(left.unicodeScalars.prefix(longest)), Array(right.unicodeScalars.prefix(longest)))
        var row = Array(0...right.count)
        for (i, scalar) in left.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, other) in right.enumerated() {
                let substitution = diagonal + (scalar == other ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(substitution, row[j] + 1, row[j + 1] + 1)
            }
        }
        return row[right.count]
    }
}
