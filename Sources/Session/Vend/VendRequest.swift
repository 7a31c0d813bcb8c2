/// The options of `farsign credentials` that a vend from a live session needs.
package struct VendRequest: Sendable, Hashable {
    /// `--profile`
    package let profile: String?
    /// `--format`
    package let format: CredentialFormat

    /// - Parameter arguments: without the program's and the command's name. Nil for any other command line, right or
    ///   wrong, which is for the full parser.
    package init?(_ arguments: ArraySlice<String>) {
        var profile: String?
        var format = CredentialFormat.process
        var rest = arguments
        while let option = rest.popFirst() {
            guard let value = rest.popFirst(), !value.hasPrefix("-") else { return nil }
            switch option {
            case "--profile":
                profile = value
            case "--format":
                guard let known = CredentialFormat(rawValue: value) else { return nil }
                format = known
            default: return nil
            }
        }
        self.profile = profile
        self.format = format
    }
}
