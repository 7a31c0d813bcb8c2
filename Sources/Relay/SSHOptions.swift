package import Text

/// Options of `ssh` on our command line: those with a single dash, as they were given.
package struct SSHOptions {
    package private(set) var options: [String] = []
    /// What is ours: long options and destinations.
    package private(set) var rest: [String] = []

    /// ssh(1), OpenSSH 9.
    private static let withValue = Set("BbcDEeFIiJLlmOoPpQRSWw")
    private static let alone = Set("46AaCfGgKkMNnqsTtVvXxYy")
    /// They would take the connection, its streams or the command away from us, or make forwardings that nobody needs.
    private static let refused = Set("DfGLNnOQRstVWw")

    /// - Throws: ``UsageError`` for what is no option of ssh, or one that cannot be used here.
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
                throw UsageError("ssh's option \(argument.shown) needs a value")
            }
            options.append(value)
        }
    }

    /// Letters may stand together, and a value right after its letter (getopt(3)).
    private static func needsValue(_ argument: String) throws(UsageError) -> Bool {
        for (place, letter) in argument.enumerated().dropFirst() {
            guard !refused.contains(letter) else {
                throw UsageError(
                    "ssh's option -\(letter) cannot be used here", hint: "give it to an ssh of its own")
            }
            if withValue.contains(letter) { return place == argument.count - 1 }
            guard alone.contains(letter) else {
                throw UsageError("ssh has no option -\(String(letter).shown)", hint: "see 'farsign-relay --help'")
            }
        }
        return false
    }
}
