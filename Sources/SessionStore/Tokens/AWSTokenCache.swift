package import Glibc
import POSIX
package import Session
package import SignIn
package import Text

/// The store of tokens in the AWS tools' own cache, which the SDKs and `aws login` also read and write.
///
/// A file is replaced under the session's lock (``LockSubject/session(_:)``), which the caller of ``save(_:of:)`` and
/// ``remove(_:)`` holds. Reading takes no lock, because the AWS tools take none and rewrite their files in place.
package struct AWSTokenCache: TokenStore {
    /// The maximum size in bytes. A token file has about 3 KiB, and 12 KiB with the longest values.
    private static let limit = 256 << 10
    private static let usualSize = 4 << 10
    /// 200 ms in total: an AWS tool finishes rewriting its file after one or two attempts.
    private static let tries = 10
    private static let pauseBetweenTries = Duration.milliseconds(20)

    private let pause: @Sendable (Duration) -> Void
    private let directories: TokenDirectory

    /// - Parameters:
    ///   - pause: waits before a half-written file is read again.
    ///   - isPrivateGroup: whether a group has no member but this user.
    package init(
        pause: @escaping @Sendable (Duration) -> Void, isPrivateGroup: @escaping @Sendable (_ gid: gid_t) -> Bool
    ) {
        self.pause = pause
        directories = TokenDirectory(isPrivateGroup: isPrivateGroup)
    }

    package func load(_ session: SessionRecord) throws(StateError) -> SessionTokens? {
        let path = Self.path(session)
        return try read(path).map { file throws(StateError) in try file.tokens(of: session.arn) }
    }

    package func signInRegion(of session: SessionARN, in tokenDirectory: String) throws(StateError) -> NamedRegion? {
        try read(Self.path(session, in: tokenDirectory))?.signInRegion
    }

    private func read(_ path: String) throws(StateError) -> AWSTokenFile? {
        try directories.check(Paths.parent(of: path))
        var problem = ""
        for attempt in 0...Self.tries {
            if attempt > 0 { pause(Self.pauseBetweenTries) }
            guard let bytes = try FileReading.bytes(of: path, limit: Self.limit, .tools) else { return nil }
            let value: JSONValue
            do throws(JSONSyntaxError) {
                value = try JSONValue(parsing: bytes)
            } catch {
                problem = "\(error.reason) at byte \(error.offset)"
                continue
            }
            return AWSTokenFile(value, path: path)
        }
        throw .tokenUnreadable(path, "it is not valid JSON (\(problem))")
    }

    package func save(_ tokens: SessionTokens, of session: SessionRecord) throws(StateError) {
        let path = Self.path(session)
        let members = AWSTokenFile.members(of: tokens, session: session.arn)
        if try Paths.status(session.tokenDirectory) == nil { try PrivateDirectory.make(session.tokenDirectory) }
        let bytes = Array(members.canonical.utf8)
        do throws(SystemError) {
            try AtomicFile(path: path).write(bytes, keeping: nil)
        } catch {
            // The stored refresh token is already used up, so rewriting in place is better than losing the new one. A
            // file that is a mount point can only be rewritten in place.
            guard [ENOSPC, EDQUOT, EBUSY].contains(error.number), Self.rewrite(path, with: bytes) else {
                throw error.whileWriting(path)
            }
        }
    }

    /// Writes into the blocks that the file already has, which works on a full disk. Returns false if they are too
    /// few.
    private static func rewrite(_ path: String, with bytes: [UInt8]) -> Bool {
        guard let file = try? Descriptor(opening: path, O_RDWR | O_NOFOLLOW), let status = try? file.status(),
            status.st_mode & S_IFMT == S_IFREG, status.st_uid == geteuid(), status.st_nlink == 1,
            // st_blocks counts blocks of 512 bytes (inode(7)).
            (bytes.count + 511) / 512 <= status.st_blocks
        else { return false }
        do throws(SystemError) {
            try file.write(bytes)
            try file.setLength(bytes.count)
            try file.sync()
            return true
        } catch {
            return false
        }
    }

    package func remove(_ session: SessionRecord) throws(StateError) {
        try AtomicFile(path: Self.path(session)).remove()
    }

    package func exist(of session: SessionRecord) throws(StateError) -> Bool {
        if try Paths.status(session.tokenDirectory) == nil { return true }
        return try Paths.status(Self.path(session)) != nil
    }

    package func checkWritable(in tokenDirectory: String) throws(StateError) {
        try AtomicFile.checkWritable(tokenDirectory, for: tokenDirectory)
    }

    package func trySaving(in tokenDirectory: String) throws(StateError) {
        try directories.check(tokenDirectory)
        try AtomicFile.tryWriting(in: tokenDirectory, for: tokenDirectory, size: Self.usualSize)
    }

    package func location(of session: SessionRecord) -> String {
        Self.path(session)
    }

    /// The path as the AWS CLI names it: SHA-256 of the ARN in lower-case hexadecimal.
    package static func path(_ session: SessionRecord) -> String {
        path(session.arn, in: session.tokenDirectory)
    }

    private static func path(_ session: SessionARN, in directory: String) -> String {
        directory + "/" + Array(session.text.utf8).sha256.hex + ".json"
    }
}
