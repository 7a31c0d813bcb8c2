import Glibc
package import History
import POSIX
package import SessionStore
package import Text

/// The file `STATE/checkpoint-key`, with mode 0600.
package struct CheckpointKeyFile: CheckpointKeys {
    private static let limit = 4 << 10

    private let state: StateDirectory
    private let namedMachine: String?
    private let randomBytes: @Sendable (_ count: Int) -> [UInt8]

    /// - Parameter machineID: instead of that of the system, for containers that share one.
    package init(
        state: StateDirectory, machineID: String?, randomBytes: @escaping @Sendable (_ count: Int) -> [UInt8]
    ) {
        self.state = state
        namedMachine = machineID.flatMap { $0.isEmpty ? nil : $0 }
        self.randomBytes = randomBytes
    }

    private var path: String { state.path + "/checkpoint-key" }

    package func load() throws -> NoteSigner? {
        try state.check()
        guard let bytes = try FileReading.bytes(of: path, limit: Self.limit, .ours) else { return nil }
        do throws(CheckpointError) {
            return try NoteSigner(parsing: Secret(bytes))
        } catch {
            throw CheckpointError(
                .badKey, "the file \(path.shown) has no checkpoint key",
                hint: "move it away: the next checkpoint makes a new key, and the history names it")
        }
    }

    package func save(_ signer: NoteSigner) throws(StateError) {
        try AtomicFile(path: path).replace(with: signer.file.reveal())
    }

    package func hold<Result>(_ body: () throws -> Result) throws -> Result {
        let lock = try FileLock(state, "checkpoint-key")
        defer { lock.release() }
        return try body()
    }

    package func machineID() -> [UInt8] {
        if let namedMachine { return Array(namedMachine.utf8) }
        if let file = try? Descriptor(opening: "/etc/machine-id", O_RDONLY), let text = try? file.read(atMost: 64),
            text.count >= 32
        {
            return Array(text.prefix(32))
        }
        return randomBytes(32)
    }
}
