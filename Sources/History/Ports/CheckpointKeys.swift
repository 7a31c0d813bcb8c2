package import Text

/// The file of the key that signs this user's checkpoints.
package protocol CheckpointKeys: Sendable {
    /// Nil if there is none yet.
    ///
    /// - Throws: ``StateError``, or ``CheckpointError`` for a file with anything else.
    func load() throws -> NoteSigner?
    func save(_ signer: NoteSigner) throws(StateError)
    /// Runs `body` while no other process makes a key.
    func hold<Result>(_ body: () throws -> Result) throws -> Result
    /// What makes the machine's identity: `FARSIGN_MACHINE_ID`, else the content of `/etc/machine-id`, or random bytes where
    /// there is none.
    func machineID() -> [UInt8]
}
