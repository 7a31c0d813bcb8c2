import Broker
import FoundationEssentials
import Session
import Synchronization
import Text

/// A line on the terminal that says how far a long command is. It appears after a second.
final class Progress: Sendable {
    private static let width = 24

    private let console: Console
    private let now: @Sendable () -> Date
    private let start: Date
    private let isShown = Mutex(false)

    init(_ world: World) {
        console = world.console
        now = world.service.surroundings.now
        start = now()
    }

    func show(_ what: String, _ done: Int, of all: Int) {
        guard let terminal = console.terminal, all > 0, now().timeIntervalSince(start) >= 1 else { return }
        let filled = min(done, all) * Self.width / all
        let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: Self.width - filled)
        isShown.withLock { $0 = true }
        console.say("\r\(what) [\(bar)] \(done) of \(all)\(terminal.eraseToEndOfLine)")
    }

    /// Removes the line.
    func end() {
        guard let terminal = console.terminal,
            isShown.withLock({
                let was = $0; $0 = false; return was
            })
        else { return }
        console.say("\r\(terminal.eraseToEndOfLine)")
    }
}
