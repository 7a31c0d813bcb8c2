/// An error about local state that cannot be read or written: a file, a directory, a socket, a port, or their
/// content.
package struct StateError: ExplainedError, Hashable {
    /// Each library declares the codes of what it stores.
    package struct Code: ErrorCode {
        package let rawValue: String

        package init(rawValue: String) {
            self.rawValue = rawValue
        }

        package static let unreadable = Code(rawValue: "unreadable")
        package static let unwritable = Code(rawValue: "unwritable")
        package static let diskFull = Code(rawValue: "disk-full")
        package static let wrongOwner = Code(rawValue: "wrong-owner")
        package static let symbolicLink = Code(rawValue: "symbolic-link")
        package static let noHome = Code(rawValue: "no-home")
        package static let portTaken = Code(rawValue: "port-taken")
        package static let socketPathTooLong = Code(rawValue: "socket-path-too-long")
        /// Another file is at the socket's path.
        package static let socketTaken = Code(rawValue: "socket-taken")
        /// Another process has held a lock for too long.
        package static let locked = Code(rawValue: "locked")
        /// The limit of open files is too low to wait for a reply.
        package static let tooFewFiles = Code(rawValue: "too-few-files")
    }

    package let code: Code
    package let path: String
    package let summary: String
    package let hint: String?

    package init(_ code: Code, path: String, _ summary: String, hint: String? = nil) {
        self.code = code
        self.path = path
        self.summary = summary
        self.hint = hint
    }
}
