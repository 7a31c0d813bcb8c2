import CPlatform
import Dispatch
import Glibc

/// The signals that end the program: it ends what it has started first, and then as if it had not caught them.
enum EndingSignals {
    /// - Parameter end: called once.
    static func take(_ end: @escaping @Sendable () async -> Void) {
        let (signals, signal) = AsyncStream<Int32>.makeStream()
        for number in [SIGINT, SIGTERM, SIGHUP] {
            // Whoever started us may have them ignored (nohup); they stay so.
            let descriptor = farsign_signal_take(number, false)
            guard descriptor >= 0 else { continue }
            farsign_signal_admit(number)
            let source = DispatchSource.makeReadSource(fileDescriptor: descriptor)
            source.setEventHandler { @Sendable in
                if farsign_event_taken(descriptor) { signal.yield(number) }
            }
            // It stays for as long as the program.
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
