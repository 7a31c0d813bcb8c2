import FarsignCore
import FoundationEssentials
import Glibc
import Testing

@testable import SessionStore

@Suite("locks")
struct FileLocksTests {
    @Test func `one holder at a time, even while the lock's file is removed`() throws {
        let directory = try TemporaryDirectory()
        let locks = FileLocks(state: directory.state)
        let files = PendingFiles(state: directory.state)
        let login = try Sample.login()
        let counter = directory.path + "/counter"
        _ = try directory.write("counter", "0")
        onThreads(8) { _ in
            do {
                for _ in 0..<25 {
                    try locks.hold(.login(login)) {
                        // Not atomic on purpose: two holders at once would lose a turn.
                        let count = Int(try text(of: counter)) ?? -1
                        sched_yield()
                        try Data("\(count + 1)".utf8).write(to: URL(filePath: counter))
                        try files.remove(login)
                    }
                }
            } catch {
                Issue.record(error)
            }
        }

        #expect(try text(of: counter) == "200")
    }

    @Test func `the lock is dropped when the body throws`() throws {
        struct Failure: Error {}
        let directory = try TemporaryDirectory()
        let locks = FileLocks(state: directory.state)
        let session = LockSubject.session(try Sample.record(tokens: directory.path + "/cache"))
        #expect(throws: Failure.self) { try locks.hold(session) { throw Failure() } }

        #expect(try locks.hold(session) { 1 } == 1)
    }

    @Test func `different subjects do not wait for each other`() throws {
        let directory = try TemporaryDirectory()
        let locks = FileLocks(state: directory.state)
        let cache = directory.path + "/cache"

        let inner = try locks.hold(.session(Sample.record("a", tokens: cache))) {
            try locks.hold(.session(Sample.record("b", tokens: cache))) { try locks.hold(.login(Sample.login())) { 1 } }
        }
        #expect(inner == 1)
    }
}
