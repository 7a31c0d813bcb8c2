package import Text

extension StateError.Code {
    package static let tokenUnreadable = Self(rawValue: "token-unreadable")
    package static let keyUnreadable = Self(rawValue: "key-unreadable")
    package static let recordUnreadable = Self(rawValue: "record-unreadable")
    package static let ledgerLocked = Self(rawValue: "ledger-locked")
    package static let ledgerCorrupt = Self(rawValue: "ledger-corrupt")
    package static let ledgerNewer = Self(rawValue: "ledger-newer")
    package static let ledgerFailed = Self(rawValue: "ledger-failed")

    /// The codes of such errors that the ledger and the lock files may contain.
    static let all: [Self] = [
        .unreadable, .unwritable, .diskFull, .wrongOwner, .symbolicLink, .noHome, .portTaken, .socketPathTooLong,
        .socketTaken, .locked, .tooFewFiles, .tokenUnreadable, .keyUnreadable, .recordUnreadable, .ledgerLocked,
        .ledgerCorrupt, .ledgerNewer, .ledgerFailed,
    ]
}
