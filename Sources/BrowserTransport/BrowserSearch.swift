/// The browsers that this machine may have, according to its environment.
package struct BrowserSearch: Sendable {
    private let variable: @Sendable (String) -> String?
    private let isExecutable: @Sendable (String) -> Bool

    package init(
        variable: @escaping @Sendable (_ name: String) -> String?,
        isExecutable: @escaping @Sendable (_ path: String) -> Bool
    ) {
        self.variable = variable
        self.isExecutable = isExecutable
    }

    /// Whether a browser would open in front of the person, which it would not in an ssh session.
    package var isNear: Bool {
        !["SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY"].contains(where: isSet) && !commands.isEmpty
    }

    /// The commands in the order in which they are tried. `BROWSER` comes first, although it may be wrong.
    var commands: [BrowserCommand] {
        entries.compactMap(command)
            + (hasDisplay ? [BrowserCommand("xdg-open")] : [])
            + (isWSL ? [BrowserCommand("wslview")] : [])
    }

    private var hasDisplay: Bool { isSet("DISPLAY") || isSet("WAYLAND_DISPLAY") }
    private var isWSL: Bool { isSet("WSL_DISTRO_NAME") || isSet("WSL_INTEROP") }

    private func isSet(_ name: String) -> Bool {
        variable(name)?.isEmpty == false
    }

    /// The entries of `BROWSER`, separated by colons as in Python's webbrowser and Debian. The colon of a Windows
    /// path, such as `C:\Program Files\...`, does not separate entries.
    private var entries: [Substring] {
        var entries: [Substring] = []
        for part in (variable("BROWSER") ?? "").split(separator: ":", omittingEmptySubsequences: false) {
            if let drive = entries.last, Self.isDrive(drive), let next = part.first, "\\/".contains(next) {
                entries[entries.count - 1] = drive + ":" + part
            } else {
                entries.append(part)
            }
        }
        return entries
    }

    /// Returns nil for an empty entry or one with an unclosed quotation mark.
    private func command(_ entry: Substring) -> BrowserCommand? {
        let drive = entry.prefix { $0 != ":" }
        if Self.isDrive(drive), entry.count > 2 {
            // The default mount point of drives in WSL.
            let path = entry.dropFirst(2).replacing("\\", with: "/")
            return BrowserCommand("/mnt/\(drive.lowercased())\(path)")
        }
        // A path with spaces but without quotation marks, such as that of a Windows browser under WSL.
        if entry.contains("/"), isExecutable(String(entry)) { return BrowserCommand(String(entry)) }
        guard var words = shellWords(entry), let program = words.first else { return nil }
        // In Python, `&` marks a browser that is not waited for; here no browser is waited for.
        if words.count > 1, words.last == "&" { words.removeLast() }
        return BrowserCommand(program, Array(words.dropFirst()))
    }

    private static func isDrive(_ text: Substring) -> Bool {
        text.utf8.count == 1 && text.utf8.allSatisfy { (0x41...0x5A).contains($0 & ~0x20) }
    }
}
