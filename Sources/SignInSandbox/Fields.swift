/// The fields of a query or form.
struct Fields: Sendable {
    private(set) var pairs: [(name: String, value: String)] = []

    init(_ text: some StringProtocol) throws(Refusal) {
        for part in text.split(separator: "&", omittingEmptySubsequences: true) {
            let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = Percent.decode(sides[0], plusIsSpace: true),
                let value = Percent.decode(sides.count == 2 ? sides[1] : "", plusIsSpace: true)
            else { throw .invalid("'\(part)' is not percent-encoded UTF-8") }
            pairs.append((name, value))
        }
    }

    /// The first value with this name.
    subscript(_ name: String) -> String? {
        pairs.first { $0.name == name }?.value
    }

    /// Throws unless each required name occurs once and there is no unknown name.
    func require(_ required: [String], optional: [String] = []) throws(Refusal) {
        for pair in pairs where !required.contains(pair.name) && !optional.contains(pair.name) {
            throw .invalid("unknown parameter '\(pair.name)'")
        }
        for name in required + optional {
            let count = pairs.count { $0.name == name }
            if count > 1 { throw .invalid("parameter '\(name)' is repeated") }
            if count == 0 && required.contains(name) { throw .invalid("parameter '\(name)' is missing") }
        }
    }
}
