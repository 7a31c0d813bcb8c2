import Text

/// Where a value of the configuration comes from.
package enum ConfigurationOrigin: Sendable, Hashable, CustomStringConvertible {
    case builtIn
    case file(path: String, line: Int)
    case variable(String)

    /// Safe for a terminal.
    package var description: String {
        switch self {
        case .builtIn: "default"
        case .file(let path, let line): "\(path.shown):\(line)"
        case .variable(let name): name
        }
    }
}
