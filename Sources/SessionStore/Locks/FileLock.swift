import CPlatform
import FarsignCore
import Glibc
import POSIX
import Text

/// A lock that is held for as long as the value lives.
struct FileLock: ~Copyable {
    private let file: Descriptor
    private let path: String
    private let waitedSince: Int?

    /// Who holds one of these only writes a file.
    private static let timeToWrite = Duration.seconds(10)

    /// Waits for its turn.
    init(_ state: StateDirectory, _ name: String, within limit: Duration = timeToWrite) throws(StateError) {
        try self.init(path: try state.prepare(.locks) + "/" + name, within: limit)
    }

    /// Waits for its turn. The file is beside the session's tokens.
    init(of session: SessionRecord, within limit: Duration) throws(StateError) {
        if try Paths.status(session.tokenDirectory) == nil { try PrivateDirectory.make(session.tokenDirectory) }
        try self.init(path: AWSTokenCache.path(session).dropLast(".json".count) + ".lock", within: limit)
    }

    private init(path: String, within limit: Duration) throws(StateError) {
        self.path = path
        var waitedSince: Int?
        do throws(SystemError) {
            file = try Self.acquire(path, until: .now + limit, &waitedSince)
            self.waitedSince = waitedSince
        } catch {
            guard error.number == ETIMEDOUT else { throw error.whileWriting(path) }
            throw StateError(
                .locked, path: path, "another process has held \(path.shown) for \(limit.components.seconds) s",
                hint: "it may be stopped: 'lslocks' names it, and 'kill -CONT PID' lets it go on")
        }
    }

    /// Drops the lock. The end of the value would do it too, but may come early.
    func release(removing: Bool = false) {
        if removing { unsafe unlink(path) }
        flock(file.number, LOCK_UN)
    }

    var notes: LockNotes { LockNotes(path: path, waitedSince: waitedSince) }

    /// - Parameter waitedSince: when a wait for it began, in milliseconds since 1970.
    private static func acquire(
        _ path: String, until deadline: ContinuousClock.Instant, _ waitedSince: inout Int?
    ) throws(SystemError) -> Descriptor {
        while true {
            let file = try Descriptor(opening: path, O_RDWR | O_CREAT | O_NOFOLLOW)
            if (try? file.lock(LOCK_EX | LOCK_NB)) == nil {
                waitedSince = waitedSince ?? LockNotes.now()
                let (seconds, attoseconds) = max(.zero, deadline - .now).components
                let milliseconds = Int(seconds) * 1_000 + Int(attoseconds / 1_000_000_000_000_000)
                _ = try retrying { farsign_lock(file.number, milliseconds) }
            }
            // Who held it may have removed the file with the login that it was for: the name is what counts.
            if try isStill(file, at: path) { return file }
        }
    }

    private static func isStill(_ file: borrowing Descriptor, at path: String) throws(SystemError) -> Bool {
        let held = try file.status()
        var named = stat()
        guard unsafe lstat(path, &named) == 0 else {
            if errno == ENOENT { return false }
            throw SystemError(number: errno)
        }
        return held.st_ino == named.st_ino && held.st_dev == named.st_dev
    }

    /// Removes a lock's file unless someone holds it.
    static func remove(_ path: String, if isOver: () -> Bool) {
        guard let file = try? Descriptor(opening: path, O_RDWR | O_NOFOLLOW),
            (try? file.lock(LOCK_EX | LOCK_NB)) != nil, (try? isStill(file, at: path)) == true, isOver()
        else { return }
        unsafe unlink(path)
    }

    static let loginPrefix = "login-"
}
