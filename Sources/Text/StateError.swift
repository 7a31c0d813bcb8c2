/// An error about local state that cannot be read or written, with its path.
package struct StateError: ExplainedError, Hashable {
    package enum Code: String, Sendable, CaseIterable {
        case unreadable
        case unwritable
        case diskFull = "disk-full"
        case wrongOwner = "wrong-owner"
        case symbolicLink = "symbolic-link"
        case portTaken = "port-taken"
        case socketPathTooLong = "socket-path-too-long"
        /// Another file is at the socket's path.
        case socketTaken = "socket-taken"
        case noHome = "no-home"
        /// Another process has held a lock for too long.
        case locked
        /// The limit of open files is too low to wait for a reply.
        case tooFewFiles = "too-few-files"
        case tokenUnreadable = "token-unreadable"
        case keyUnreadable = "key-unreadable"
        case recordUnreadable = "record-unreadable"
        case ledgerLocked = "ledger-locked"
        case ledgerCorrupt = "ledger-corrupt"
        case ledgerNewer = "ledger-newer"
        case ledgerFailed = "ledger-failed"
    }

    package let code: Code
    package let path: String
    package let summary: String
    package let hint: String?

    package var name: String { code.rawValue }

    package init(_ code: Code, path: String, _ summary: String, hint: String? = nil) {
        self.code = code
        self.path = path
        self.summary = summary
        self.hint = hint
    }
}
