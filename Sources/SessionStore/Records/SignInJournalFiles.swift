package import FarsignCore
import POSIX
package import SignIn
package import Text

/// Sign-ins whose sessions are being stored: `STATE/sign-ins/<login>.json`.
package struct SignInJournalFiles: SignInJournal {
    /// A record, and paths.
    private static let limit = 64 << 10

    private let state: StateDirectory

    package init(state: StateDirectory) {
        self.state = state
    }

    /// Those that cannot be read are left out: nobody could finish them.
    package func entries() throws(StateError) -> [SignInJournalEntry] {
        var entries: [SignInJournalEntry] = []
        for login in try logins() {
            if let entry = try entry(of: login) { entries.append(entry) }
        }
        return entries
    }

    package func logins() throws(StateError) -> [LoginID] {
        try state.check()
        // `<login>.json`, or `.<login>.json` and what marks a temporary file.
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
