import CPlatform
package import FarsignCore
import Glibc
import Session
package import SessionStore
import SignIn

/// Locks on separate files, which the kernel releases when the process ends.
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
            // Release the lock only now, because processes that wait for the outcome of a login wait for this lock.
            defer { lock.release(removing: unsafe access(PendingFiles.path(id, in: state), F_OK) != 0) }
            return try body(LockNotes(path: lock.path, waitedSince: lock.waitedSince))
        case .session(let session):
            let lock = try FileLock(of: session, within: limit)
            // Remove the lock file of a session that was signed out.
            defer { lock.release(removing: unsafe access(AWSTokenCache.path(session), F_OK) != 0) }
            return try body(LockNotes(path: lock.path, waitedSince: lock.waitedSince))
        }
    }
}
