import Glibc
import Synchronization

/// Work on all processors.
package enum Parallel {
    private static let mostThreads = 16

    /// Calls `body` with each number below `iterations`, on as many threads as there are processors, and returns when all
    /// calls have.
    ///
    /// Not Dispatch, which ends the process with a trap where it may open no more files. If no thread can be made, this one
    /// does all the work.
    package static func perform(_ iterations: Int, _ body: @Sendable (Int) -> Void) {
        withoutActuallyEscaping(body) { body in
            let work = Work(iterations, body)
            var threads: [pthread_t] = []
            while threads.count < min(iterations, processors) - 1 {
                var thread = pthread_t()
                let context = unsafe Unmanaged.passRetained(work)
                let result = unsafe pthread_create(
                    &thread, nil,
                    { context in
                        if let context = unsafe context {
                            unsafe Unmanaged<Work>.fromOpaque(context).takeRetainedValue().run()
                        }
                        return nil
                    }, unsafe context.toOpaque())
                guard result == 0 else {
                    unsafe context.release()
                    break
                }
                threads.append(thread)
            }
            work.run()
            for thread in threads { pthread_join(thread, nil) }
        }
    }

    /// How many threads work at most.
    package static var processors: Int {
        max(1, min(sysconf(Int32(_SC_NPROCESSORS_ONLN)), mostThreads))
    }
}

private final class Work: Sendable {
    private let iterations: Int
    private let body: @Sendable (Int) -> Void
    private let next = Atomic(0)

    init(_ iterations: Int, _ body: @escaping @Sendable (Int) -> Void) {
        self.iterations = iterations
        self.body = body
    }

    func run() {
        while case let index = next.add(1, ordering: .relaxed).oldValue, index < iterations { body(index) }
    }
}
