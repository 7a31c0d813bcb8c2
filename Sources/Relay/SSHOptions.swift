package import Text

/// The options of `ssh` on the command line of farsign-relay: those with a single dash, unchanged.
package struct SSHOptions {
    package private(set) var options: [String] = []
    /// The rest: farsign-relay's own long options and the destinations.
    package private(set) var rest: [String] = []

    /// The options with a value, ssh(1), OpenSSH 9.
    private static let withValue = Set("BbcDEeFIiJLlmOoPpQRSWw")
    private static let alone = Set("46AaCfGgKkMNnqsTtVvXxYy")
    /// Options that would redirect the connection, its streams or the command, or make unneeded forwardings.
    private static let refused = Set("DfGLNnOQRstVWw")

    /// - Throws: ``UsageError`` for an unknown option of ssh, or one that cannot be used here.
    package init(splitting arguments: [String]) throws(UsageError) {
        var arguments = arguments[...]
        while let argument = arguments.popFirst() {
            if argument == "--" {
                rest += [argument] + arguments
                return
            }
            guard argument.hasPrefix("-"), !argument.hasPrefix("--"), argument.count > 1, argument != "-h" else {
                rest.append(argument)
                continue
            }
            options.append(argument)
            guard try Self.needsValue(argument) else { continue }
            guard let value = arguments.popFirst() else {
                throw UsageError("the ssh option \(argument.shown) needs a value")
            }
            options.append(value)
        }
    }

    /// Letters may be combined, and a value may directly follow its letter (getopt(3)).
    private static func needsValue(_ argument: String) throws(UsageError) -> Bool {
        for (place, letter) in argument.enumerated().dropFirst() {
            guard !refused.contains(letter) else {
                throw UsageError(
                    "the ssh option -\(letter) cannot be used here", hint: "use it with a separate ssh command")
            }
            if withValue.contains(letter) { return place == argument.count - 1 }
            guard alone.contains(letter) else {
                throw UsageError("ssh has no option -\(String(letter).shown)", hint: "see 'farsign-relay --help'")
            }
        }
        return false
    }
}
