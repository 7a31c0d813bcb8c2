import CPlatform
package import FarsignCore
import Glibc
import SignIn

/// Locks on files of their own, which the kernel drops with the process.
package struct FileLocks: Locks {
    private let state: StateDirectory

    package init(state: StateDirectory) {
        self.state = state
    }

    package func hold<Result>(
        _ subject: LockSubject, within limit: Duration, _ body: (any HeldLock) throws -> Result
    ) throws -> Result {
        switch subject {
        case .login(let id):
            let lock = try FileLock(state, FileLock.loginPrefix + id.text, within: limit)
            // Only now: whoever waits for the outcome of a login that is being finished waits for this lock.
            defer { lock.release(removing: unsafe access(PendingFiles.path(id, in: state), F_OK) != 0) }
            return try body(lock.notes)
        case .session(let session):
            let lock = try FileLock(of: session, within: limit)
            // Nothing of a session that is signed out stays behind.
            defer { lock.release(removing: unsafe access(AWSTokenCache.path(session), F_OK) != 0) }
            return try body(lock.notes)
        }
    }
}
