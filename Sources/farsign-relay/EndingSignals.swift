import CPlatform
import Dispatch
import Glibc

/// The signals that end the program. It first ends what it has started, then exits as if it had not caught them.
enum EndingSignals {
    /// - Parameter end: called once.
    static func take(_ end: @escaping @Sendable () async -> Void) {
        let (signals, signal) = AsyncStream<Int32>.makeStream()
        for number in [SIGINT, SIGTERM, SIGHUP] {
            // A signal that the parent process ignores (nohup) stays ignored.
            let descriptor = farsign_signal_take(number, false)
            guard descriptor >= 0 else { continue }
            farsign_signal_admit(number)
            let source = DispatchSource.makeReadSource(fileDescriptor: descriptor)
            source.setEventHandler { @Sendable in
                if farsign_event_taken(descriptor) { signal.yield(number) }
            }
            // Keep the source alive as long as the program.
            source.setCancelHandler { [source] in _ = source }
            source.activate()
        }
        Task {
            for await number in signals {
                await end()
                farsign_signal_give_back(number)
                farsign_signal_admit(number)
                raise(number)
            }
        }
    }
}
