import Dispatch
public import FarsignCore
import Synchronization

/// A source of replies that does what a test says, on a thread of its own.
public final class ScriptedSource: ReplySource {
    public typealias Script = @Sendable (_ deliver: (Arrival) -> Void) -> Void

    private let script: Script
    private let isStopped = Mutex(false)

    public init(_ script: @escaping Script) {
        self.script = script
    }

    public func start(_ deliver: @escaping @Sendable (Arrival) -> Void) {
        DispatchQueue(label: "scripted source").async { [self] in
            script { arrival in
                isStopped.withLock { if !$0 { deliver(arrival) } }
            }
        }
    }

    public func stop() {
        isStopped.withLock { $0 = true }
    }
}

extension Arrival {
    /// A reply as text.
    public static func text(_ text: String, _ intake: Intake = .terminal) -> Arrival {
        .reply(Secret(Array(text.utf8)), intake)
    }
}
