import CPlatform
import Glibc
import POSIX
package import Session
package import Text

/// An exclusive file lock, held as long as the value exists.
package struct FileLock: ~Copyable {
    private let file: Descriptor
    package let path: String
    /// When the wait for another holder began, in milliseconds since 1970; nil if there was none.
    package let waitedSince: Int?

    /// Waits for the lock. The default limit is for locks whose holders only write a file.
    package init(_ state: StateDirectory, _ name: String, within limit: Duration = .seconds(10)) throws(StateError) {
        try self.init(path: try state.prepare(.locks) + "/" + name, within: limit)
    }

    /// Waits for the lock of a session, whose file is beside the session's tokens.
    package init(of session: SessionRecord, within limit: Duration) throws(StateError) {
        if try Paths.status(session.tokenDirectory) == nil { try PrivateDirectory.make(session.tokenDirectory) }
        try self.init(path: AWSTokenCache.path(session).dropLast(".json".count) + ".lock", within: limit)
    }

    private init(path: String, within limit: Duration) throws(StateError) {
        self.path = path
        var waitedSince: Int?
        do throws(SystemError) {
            file = try Self.acquire(path, within: limit, &waitedSince)
            self.waitedSince = waitedSince
        } catch {
            guard error.number == ETIMEDOUT else { throw error.whileWriting(path) }
            throw StateError(
                .locked, path: path, "another process has held \(path.shown) for \(limit.components.seconds) s",
                hint: "it may be stopped: find its PID with 'lslocks' and continue it with 'kill -CONT PID'")
        }
    }

    /// Releases the lock. The end of the value's lifetime would also release it, but may be too early.
    package func release(removing: Bool = false) {
        if removing { unsafe unlink(path) }
        flock(file.number, LOCK_UN)
    }

    /// - Parameter waitedSince: when the first wait began, in milliseconds since 1970.
    private static func acquire(
        _ path: String, within limit: Duration, _ waitedSince: inout Int?
    ) throws(SystemError) -> Descriptor {
        let deadline = milliseconds(CLOCK_MONOTONIC) + Int(limit.milliseconds)
        while true {
            let file = try Descriptor(opening: path, O_RDWR | O_CREAT | O_NOFOLLOW)
            if (try? file.lock(LOCK_EX | LOCK_NB)) == nil {
                waitedSince = waitedSince ?? now()
                let left = max(0, deadline - milliseconds(CLOCK_MONOTONIC))
                _ = try retrying { farsign_lock(file.number, left) }
            }
            // The previous holder may have removed the file together with its login; only a lock on the current file
            // counts.
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

    /// Removes a lock's file unless a process holds the lock.
    package static func remove(_ path: String, if isOver: () -> Bool) {
        guard let file = try? Descriptor(opening: path, O_RDWR | O_NOFOLLOW),
            (try? file.lock(LOCK_EX | LOCK_NB)) != nil, (try? isStill(file, at: path)) == true, isOver()
        else { return }
        unsafe unlink(path)
    }

    package static let loginPrefix = "login-"

    /// Milliseconds since 1970.
    package static func now() -> Int { milliseconds(CLOCK_REALTIME) }

    private static func milliseconds(_ clock: clockid_t) -> Int {
        var time = timespec()
        unsafe clock_gettime(clock, &time)
        return time.tv_sec * 1_000 + time.tv_nsec / 1_000_000
    }
}
