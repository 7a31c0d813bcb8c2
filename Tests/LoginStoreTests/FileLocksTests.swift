import FarsignCore
import FoundationEssentials
import Glibc
import Session
import SessionStore
import SessionTestSupport
import Synchronization
import TestSupport
import Testing
import Text

@testable import LoginStore

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

    @Test func `a lock that is not given back is waited for no longer than was said`() throws {
        let directory = try TemporaryDirectory()
        let locks = FileLocks(state: directory.state)
        let login = LockSubject.login(try Sample.login())
        let error = #expect(throws: StateError.self) {
            try locks.hold(login) { try locks.hold(login, within: .milliseconds(30)) { _ in } }
        }

        #expect(error?.code == .locked)
        #expect(throws: Never.self) { try locks.hold(login, within: .zero) { _ in } }
    }

    @Test func `a message reaches those who waited for the lock, and nobody else`() throws {
        let directory = try TemporaryDirectory()
        let locks = FileLocks(state: directory.state)
        let cache = directory.path + "/cache"
        let record = try Sample.record(tokens: cache)
        let session = LockSubject.session(record)
        try locks.hold(session) {}
        _ = try directory.write("cache/" + AWSTokenCache.path(record).dropFirst(cache.count + 1), "{}")
        let messages = Mutex<[String?]>([])
        onThreads(2) { thread in
            try? locks.hold(session, within: .seconds(60)) { lock in
                if messages.withLock({ $0.isEmpty }) {
                    #expect(yields(until: { isWaitedFor(in: cache) }))
                    lock.leave("the service is down")
                }
                messages.withLock { $0.append(lock.message()) }
            }
        }
        let later = try locks.hold(session, within: .seconds(60)) { $0.message() }

        #expect(messages.withLock { $0 } == [nil, "the service is down"])
        #expect(later == nil)
    }

    /// Whether a thread of ours waits for a lock in the directory: the kernel lists it, with an arrow (proc_locks(5)).
    private func isWaitedFor(in directory: String) -> Bool {
        let names = try? FileManager.default.contentsOfDirectory(atPath: directory)
        guard let name = names?.first(where: { $0.hasSuffix(".lock") }),
            let inode = try? FileManager.default.attributesOfItem(atPath: "\(directory)/\(name)")[.systemFileNumber],
            let locks = try? text(of: "/proc/locks")
        else { return false }
        return locks.split(separator: "\n").contains { $0.contains("->") && $0.contains(":\(inode) ") }
    }
}
