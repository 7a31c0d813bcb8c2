import Glibc
import POSIX
package import Session
package import Text

/// The AWS tools' config and shared credentials files on this machine.
package struct ConfigFiles: AWSConfigFiles {
    /// The maximum size in bytes; generated config files with thousands of profiles stay below it.
    private static let limit = 16 << 20

    private static let lockName = "aws-config"
    /// More bytes than a profile's lines need.
    private static let roomForProfile = 4 << 10

    package let configPath: String
    package let credentialsPath: String
    private let state: StateDirectory

    /// - Parameter state: the directory of the lock for edits.
    package init(configPath: String, credentialsPath: String, state: StateDirectory) {
        self.configPath = configPath
        self.credentialsPath = credentialsPath
        self.state = state
    }

    package func config() throws(StateError) -> AWSConfigFile {
        AWSConfigFile(try read(configPath), style: .config)
    }

    package func credentials() throws(StateError) -> AWSConfigFile {
        AWSConfigFile(try read(credentialsPath), style: .credentials)
    }

    package func edit(_ change: (inout AWSConfigFile) throws -> Void) throws {
        let lock = try FileLock(state, Self.lockName)
        defer { lock.release() }
        try rewrite.finish()
        // Dotfile managers put a link in the file's place; write to its target and keep the link.
        let path = try Paths.resolvingLinks(configPath)
        let before = try read(path)
        var file = AWSConfigFile(before, style: .config)
        try change(&file)
        let after = file.bytes
        guard after != before else { return }

        let original = try checkedStatus(of: path)
        let directory = Paths.parent(of: path)
        if try Paths.status(directory) == nil { try PrivateDirectory.make(directory) }
        do throws(SystemError) {
            try AtomicFile(path: path, holdsSecrets: false).write(after, keeping: original)
        } catch {
            guard original != nil, error.leavesRewriting else { throw error.whileWriting(path) }
            try rewrite.write(after, over: before, at: path)
        }
    }

    package func tryEditing() throws(StateError) {
        let lock = try FileLock(state, Self.lockName)
        defer { lock.release() }
        try rewrite.finish()
        let path = try Paths.resolvingLinks(configPath)
        let original = try checkedStatus(of: path)
        let directory = Paths.parent(of: path)
        guard try Paths.status(directory) != nil else {
            return try AtomicFile.tryWriting(in: directory, for: path, size: 0)
        }
        do throws(SystemError) {
            // Open the file as well as asking faccessat(2), because some file systems refuse the access only at open.
            if original != nil { _ = try Descriptor(opening: path, O_WRONLY | O_NOCTTY | O_NONBLOCK) }
            let size = min(Int(original?.st_size ?? 0), Self.limit) + Self.roomForProfile
            try AtomicFile(path: path, holdsSecrets: false)
                .tryWriting([UInt8](repeating: 0, count: size), keeping: original)
        } catch {
            guard original != nil, error.leavesRewriting else { throw error.whileWriting(path) }
        }
    }

    package func finishEdit() throws(StateError) {
        guard rewrite.isUnfinished else { return }
        let lock = try FileLock(state, Self.lockName)
        defer { lock.release() }
        try rewrite.finish()
    }

    private var rewrite: RewrittenFile { RewrittenFile(state: state) }

    /// Returns nil if the file does not exist. A read-only file is not edited, although a rename would only need
    /// access to the directory.
    private func checkedStatus(of path: String) throws(StateError) -> stat? {
        guard let existing = try Paths.status(path) else { return nil }
        guard existing.st_mode & S_IFMT == S_IFREG else {
            throw StateError(
                .unwritable, path: path, "cannot write \(path.shown): it is not a regular file",
                hint: "set AWS_CONFIG_FILE to a regular file or to a path that does not exist yet")
        }
        // Replacing the file would change its owner to this user.
        guard existing.st_uid == geteuid() || geteuid() == 0 else {
            throw StateError.wrongOwner(path, uid: existing.st_uid)
        }
        do throws(SystemError) {
            _ = try retrying { unsafe faccessat(AT_FDCWD, path, W_OK, AT_EACCESS) }
        } catch {
            throw error.whileWriting(path)
        }
        return existing
    }

    private func read(_ path: String) throws(StateError) -> [UInt8] {
        try FileReading.bytes(of: path, limit: Self.limit, .users) ?? []
    }
}

extension SystemError {
    /// Whether the file may still be writable in place: it is a mount point, or its directory belongs to another
    /// user.
    fileprivate var leavesRewriting: Bool { [EBUSY, EXDEV, EACCES, EPERM, EROFS].contains(number) }
}
