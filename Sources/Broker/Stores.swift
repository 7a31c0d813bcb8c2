package import FarsignCore
package import History
package import Session

/// All storage on this machine.
package struct Stores: Sendable {
    package var tokens: any TokenStore
    package var records: any SessionRecords
    package var pending: any PendingLoginFiles
    package var signIns: any SignInJournal
    package var locks: any Locks
    package var config: any AWSConfigFiles
    /// farsign's own.
    package var configuration: any ConfigurationFiles
    package var ledger: any Ledger
    package var history: any LedgerHistory
    package var checkpointKeys: any CheckpointKeys

    package init(
        tokens: any TokenStore, records: any SessionRecords, pending: any PendingLoginFiles,
        signIns: any SignInJournal, locks: any Locks, config: any AWSConfigFiles,
        configuration: any ConfigurationFiles, ledger: any Ledger,
        history: any LedgerHistory,
        checkpointKeys: any CheckpointKeys
    ) {
        self.tokens = tokens
        self.records = records
        self.pending = pending
        self.signIns = signIns
        self.locks = locks
        self.config = config
        self.configuration = configuration
        self.ledger = ledger
        self.history = history
        self.checkpointKeys = checkpointKeys
    }
}
