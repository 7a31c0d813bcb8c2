import Dispatch
package import FarsignCore
import Session
import Synchronization
import Text

/// A source of replies that does what a test says, on a thread of its own.
package final class ScriptedSource: ReplySource {
    package typealias Script = @Sendable (_ deliver: (Arrival) -> Void) -> Void

    private let script: Script
    private let isStopped = Mutex(false)

    package init(_ script: @escaping Script) {
        self.script = script
    }

    package func start(_ deliver: @escaping @Sendable (Arrival) -> Void) {
        DispatchQueue(label: "scripted source").async { [self] in
            script { arrival in
                isStopped.withLock { if !$0 { deliver(arrival) } }
            }
        }
    }

    package func stop() {
        isStopped.withLock { $0 = true }
    }
}

extension Arrival {
    /// A reply as text.
    package static func text(_ text: String, _ channel: ReplyChannel = .terminal) -> Arrival {
        .reply(Secret(Array(text.utf8)), channel)
    }
}
