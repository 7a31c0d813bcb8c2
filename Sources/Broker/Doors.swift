public import FarsignCore

/// The service and what reaching it needs.
public struct Service: Sendable {
    public var transport: any HTTPTransport
    public var surroundings: Surroundings

    public init(transport: any HTTPTransport, surroundings: Surroundings) {
        self.transport = transport
        self.surroundings = surroundings
    }
}

/// Everything that is kept on this machine.
public struct Stores: Sendable {
    public var tokens: any TokenStore
    public var records: any SessionRecords
    public var pending: any PendingLoginFiles
    public var signIns: any SignInJournal
    public var locks: any Locks
    public var config: any AWSConfigFiles
    public var ledger: any Ledger

    public init(
        tokens: any TokenStore, records: any SessionRecords, pending: any PendingLoginFiles,
        signIns: any SignInJournal, locks: any Locks, config: any AWSConfigFiles, ledger: any Ledger
    ) {
        self.tokens = tokens
        self.records = records
        self.pending = pending
        self.signIns = signIns
        self.locks = locks
        self.config = config
        self.ledger = ledger
    }
}

/// Who asked, and how to tell them something that does not stop us.
public struct Person: Sendable {
    public var actor: @Sendable () -> Actor
    /// One sentence, as an error's summary is written.
    public var warn: @Sendable (String) -> Void

    public init(actor: @escaping @Sendable () -> Actor, warn: @escaping @Sendable (String) -> Void) {
        self.actor = actor
        self.warn = warn
    }
}
