package import FarsignCore
import POSIX
import Session
package import SessionStore
package import SignIn
package import Text

/// The sign-ins whose sessions are being stored, in `STATE/sign-ins/<login>.json`.
package struct SignInJournalFiles: SignInJournal {
    /// The maximum size in bytes: room for a record and paths.
    private static let limit = 64 << 10

    private let state: StateDirectory

    package init(state: StateDirectory) {
        self.state = state
    }

    /// Unreadable entries are left out, because no process could finish them.
    package func entries() throws(StateError) -> [SignInJournalEntry] {
        var entries: [SignInJournalEntry] = []
        for login in try logins() {
            if let entry = try entry(of: login) { entries.append(entry) }
        }
        return entries
    }

    package func logins() throws(StateError) -> [LoginID] {
        try state.check()
        // The name is `<login>.json`, or that of its temporary file, which starts with a dot.
        return try FileReading.names(in: state.path(.signIns)).compactMap { name in
            name.split(separator: ".").first.flatMap { LoginID(String($0)) }
        }
    }

    package func entry(of login: LoginID) throws(StateError) -> SignInJournalEntry? {
        try FileReading.bytes(of: path(login), limit: Self.limit, .ours).flatMap(SignInJournalEntry.init(serialized:))
    }

    package func write(_ entry: SignInJournalEntry) throws(StateError) {
        _ = try state.prepare(.signIns)
        try AtomicFile(path: path(entry.login)).replace(with: entry.serialized)
    }

    package func remove(_ login: LoginID) throws(StateError) {
        try AtomicFile(path: path(login)).remove()
    }

    private func path(_ login: LoginID) -> String {
        state.path(.signIns) + "/" + login.text + ".json"
    }
}
