public import FarsignCore

/// Sign-ins whose sessions are being stored: `STATE/sign-ins/<login>.json`.
public struct SignInJournalFiles: SignInJournal {
    /// A record, and paths.
    private static let limit = 64 << 10

    private let state: StateDirectory

    public init(state: StateDirectory) {
        self.state = state
    }

    /// Those that cannot be read are left out: nobody could finish them.
    public func entries() throws(StateError) -> [SignInJournalEntry] {
        try state.check()
        var entries: [SignInJournalEntry] = []
        for name in try FileReading.names(in: state.path(.signIns)) {
            guard name.hasSuffix(".json"), let id = LoginID(String(name.dropLast(5))) else { continue }
            if let entry = try entry(of: id) { entries.append(entry) }
        }
        return entries
    }

    public func entry(of login: LoginID) throws(StateError) -> SignInJournalEntry? {
        try FileReading.bytes(of: path(login), limit: Self.limit, .ours).flatMap(SignInJournalEntry.init(serialized:))
    }

    public func write(_ entry: SignInJournalEntry) throws(StateError) {
        _ = try state.prepare(.signIns)
        try AtomicFile(path: path(entry.login)).replace(with: entry.serialized)
    }

    public func remove(_ login: LoginID) throws(StateError) {
        try AtomicFile(path: path(login)).remove()
    }

    private func path(_ login: LoginID) -> String {
        state.path(.signIns) + "/" + login.text + ".json"
    }
}
