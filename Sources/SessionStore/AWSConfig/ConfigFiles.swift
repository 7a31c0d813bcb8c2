public import FarsignCore
import Glibc

/// The AWS tools' config and shared credentials files on this machine.
public struct ConfigFiles: AWSConfigFiles {
    /// Generated config files with thousands of profiles stay below it.
    private static let limit = 16 << 20

    public let configPath: String
    public let credentialsPath: String
    private let state: StateDirectory

    /// - Parameter state: where the lock for edits is.
    public init(configPath: String, credentialsPath: String, state: StateDirectory) {
        self.configPath = configPath
        self.credentialsPath = credentialsPath
        self.state = state
    }

    public func config() throws(StateError) -> AWSConfigFile {
        AWSConfigFile(try read(configPath), style: .config)
    }

    public func credentials() throws(StateError) -> AWSConfigFile {
        AWSConfigFile(try read(credentialsPath), style: .credentials)
    }

    public func edit(_ change: (inout AWSConfigFile) throws -> Void) throws {
        let lock = try FileLock(state, "aws-config")
        defer { lock.release() }
        // Dotfile managers keep the file elsewhere, with a link in its place: the link stays.
        let path = try AtomicFile.resolvingLinks(configPath)
        let before = try read(path)
        var file = AWSConfigFile(before, style: .config)
        try change(&file)
        let after = file.bytes
        guard after != before else { return }

        try checkWritable(path)
        let directory = AtomicFile.directory(of: path)
        if try StateDirectory.status(directory) == nil { try StateDirectory.make(directory) }
        try AtomicFile(path: path).replace(with: after, keeping: StateDirectory.status(path))
    }

    public func checkWritable() throws(StateError) {
        _ = try state.prepare(.locks)
        try checkWritable(AtomicFile.resolvingLinks(configPath))
    }

    /// A rename needs the directory alone; a file that was made read-only is left alone all the same.
    private func checkWritable(_ path: String) throws(StateError) {
        let existing = try StateDirectory.status(path)
        if let existing {
            guard existing.st_mode & S_IFMT == S_IFREG else {
                throw StateError(.unwritable, path: path, "cannot write \(path.shown): it is not a regular file")
            }
            // Replacing it would make it ours.
            guard existing.st_uid == geteuid() || geteuid() == 0 else {
                throw StateError.wrongOwner(path, uid: existing.st_uid)
            }
            do throws(SystemError) {
                _ = try retrying { unsafe faccessat(AT_FDCWD, path, W_OK, AT_EACCESS) }
            } catch {
                throw error.whileWriting(path)
            }
        }
        try AtomicFile.checkWritable(AtomicFile.directory(of: path), for: path)
    }

    private func read(_ path: String) throws(StateError) -> [UInt8] {
        try FileReading.bytes(of: path, limit: Self.limit, .users) ?? []
    }
}
