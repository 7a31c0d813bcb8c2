import TestSupport

/// Config files of every shape that people's editors leave behind.
enum GeneratedConfig {
    private static let headers = [
        "[profile dev]", "[profile \"dev\"]", "[default]", "[profile other]", "[profile a b]", "[services s]",
        "[profile 'c d'] # comment",
    ]
    private static let properties = [
        "region = eu-west-1", "region=us-east-1  # home", "Region: x", "output = json", "a=", "s3 =", "b = 1 ; two",
        "credential_process = /bin/x 'a b'", "login_session = arn:aws:iam::123456789012:user/A",
    ]
    private static let others = ["", "# comment", "; region = no", "   ", "  # indented", "\t"]

    static func bytes(using generator: inout SplitMix) -> [UInt8] {
        var lines: [String] = []
        for header in headers.shuffled(using: &generator).prefix(Int.random(in: 0...4, using: &generator)) {
            lines.append(header)
            let indentation = ["", "", "  ", "\t"].randomElement(using: &generator) ?? ""
            for property in properties.shuffled(using: &generator).prefix(Int.random(in: 0...4, using: &generator)) {
                if Bool.random(using: &generator) { lines.append(others.randomElement(using: &generator) ?? "") }
                lines.append(indentation + property)
                if property.hasSuffix("=") {
                    for _ in 0..<Int.random(in: 0...2, using: &generator) {
                        lines.append(indentation + "    nested = \(lines.count)")
                        if Bool.random(using: &generator) { lines.append("") }
                    }
                }
            }
            if Bool.random(using: &generator) { lines.append(others.randomElement(using: &generator) ?? "") }
        }
        let ending = ["\n", "\n", "\r\n"].randomElement(using: &generator) ?? "\n"
        let start = Int.random(in: 0..<8, using: &generator) == 0 ? "\u{FEFF}" : ""
        let end = Bool.random(using: &generator) ? ending : ""
        return Array((start + lines.joined(separator: ending) + end).utf8)
    }
}
