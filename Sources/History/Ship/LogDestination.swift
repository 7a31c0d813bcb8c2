import Text

/// A log daemon on this machine, as a destination of rows: `syslog`, `journald`, or one of these with a socket's path.
package struct LogDestination: Sendable, Equatable {
    package enum Daemon: String, Sendable {
        /// Takes messages of RFC 5424.
        case syslog
        /// Takes fields (systemd's native journal protocol).
        case journald
    }

    private static let journalDirectory = "/run/systemd/journal"

    package let daemon: Daemon
    package let path: String

    package init(_ daemon: Daemon, path: String) {
        self.daemon = daemon
        self.path = path
    }

    /// Returns nil if the text names no log daemon.
    ///
    /// - Throws: ``ShippingError`` for a path that is empty.
    package init?(_ text: String) throws(ShippingError) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard let daemon = Daemon(rawValue: parts[0]) else { return nil }
        guard parts.count == 2 else {
            self.init(daemon, path: daemon == .syslog ? "/dev/log" : "\(Self.journalDirectory)/socket")
            return
        }
        guard !parts[1].isEmpty else { throw .badDestination(text) }
        self.init(daemon, path: parts[1])
    }

    /// The name that the ledger knows it by.
    package var name: String { "\(daemon.rawValue):\(path)" }

    /// Whether the ledger knows a log daemon by this name. The name of a folder begins with a slash.
    package static func isName(_ name: String) -> Bool {
        [Daemon.syslog, .journald].contains { name.startsExactly(with: "\($0.rawValue):") }
    }

    /// Where messages really go: `/dev/log` is often a link to a socket of journald, which does not understand RFC 5424
    /// but has a socket for fields beside it.
    ///
    /// - Parameter file: what the path leads to.
    package func leading(to file: String) -> LogDestination {
        let suffix = "/dev-log"
        guard daemon == .syslog, file.hasSuffix(suffix) else { return self }
        let directory = String(file.dropLast(suffix.count))
        // A namespace of journald has a directory of its own, as in journal.NAME.
        guard directory == Self.journalDirectory || directory.startsExactly(with: "\(Self.journalDirectory).") else {
            return self
        }
        return LogDestination(.journald, path: "\(directory)/socket")
    }
}
