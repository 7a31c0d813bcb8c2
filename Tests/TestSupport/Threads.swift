package import Glibc
import Testing

/// Gives the processor to others until `condition` holds, for two minutes at most; false where it never did.
package func yields(until condition: () -> Bool) -> Bool {
    let latest = ContinuousClock.now + .seconds(120)
    while !condition() {
        guard ContinuousClock.now < latest else { return false }
        sched_yield()
    }
    return true
}

/// Runs `body` on as many threads, which the pool of Swift's tasks would not do, and waits for them.
package func onThreads(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
    final class Work: Sendable {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }
    var threads: [pthread_t] = []
    for index in 0..<count {
        var thread = pthread_t()
        let work = Unmanaged.passRetained(Work { body(index) })
        pthread_create(
            &thread, nil,
            { argument in
                if let argument { Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().run() }
                return nil
            }, work.toOpaque())
        threads.append(thread)
    }
    for thread in threads { pthread_join(thread, nil) }
}

/// Runs `body` on a thread whose umask, and as root whose permissions, are its own.
package func onThread(umask mask: mode_t = 0o077, user: uid_t? = nil, _ body: @escaping @Sendable () -> Void) {
    onThreads(1) { _ in
        // CLONE_FS: the umask, which threads share, becomes this thread's own.
        #expect(systemCall("unshare", 0x200) == 0)
        umask(mask)
        // The file system's idea of the user, which is each thread's own (setfsuid(2)).
        if let user { systemCall("setfsuid", Int32(user)) }
        body()
    }
}

/// A function of the C library that Swift does not import.
@discardableResult private func systemCall(_ name: String, _ argument: Int32) -> Int32 {
    typealias Function = @convention(c) (Int32) -> Int32
    guard let address = dlsym(nil, name) else { return -1 }
    return unsafeBitCast(address, to: Function.self)(argument)
}

/// Whether tests can give a file to another user.
package let isRoot = geteuid() == 0
