import CTestPlatform
import Glibc
import Synchronization

/// The side of a pseudo-terminal on which the person sits.
///
/// What the program writes is gathered by ``output(until:within:)``; nothing is
/// lost between two calls.
package final class PseudoTerminal: Sendable {
    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    private struct State {
        var seen: [UInt8] = []
        var isOpen = true
    }

    package let master: Int32
    /// The program's side; -1 where a spawned program alone has it.
    package let slave: Int32
    private let state = Mutex(State())

    /// A pseudo-terminal that is nobody's controlling terminal.
    package init() throws {
        var master: Int32 = -1
        var slave: Int32 = -1
        let error = unsafe farsign_pty_open(&master, &slave)
        guard error == 0 else { throw Failure(description: "no pseudo-terminal: errno \(error)") }
        self.master = master
        self.slave = slave
    }

    init(master: Int32) {
        self.master = master
        slave = -1
    }

    deinit {
        hangUp()
        if slave >= 0 { close(slave) }
    }

    /// Closes the person's side, as a connection that breaks does.
    package func hangUp() {
        state.withLock { state in
            if state.isOpen { close(master) }
            state.isOpen = false
        }
    }

    /// Types or pastes; a terminal takes some 4 KiB before its program reads on, so this may wait.
    package func send(_ bytes: some Sequence<UInt8>, within limit: Duration = .seconds(50)) throws {
        var rest = Array(bytes)[...]
        let latest = ContinuousClock.now + limit
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe write(master, $0.baseAddress, $0.count) }
            if count > 0 {
                rest = rest.dropFirst(count)
                continue
            }
            guard errno == EAGAIN || errno == EINTR, ContinuousClock.now < latest else {
                throw Failure(description: "the terminal takes no more: errno \(errno)")
            }
            // What the program prints meanwhile must be taken, or neither side moves.
            gather(POLLIN | POLLOUT)
        }
    }

    package func send(_ text: String) throws {
        try send(text.utf8)
    }

    /// Everything that has come to the person's screen, once it satisfies the
    /// condition. Throws when it does not within the time.
    @discardableResult
    package func output(
        within limit: Duration = .seconds(50), until isEnough: (String) -> Bool = { _ in true }
    ) throws -> String {
        let latest = ContinuousClock.now + limit
        while true {
            gather(0)
            let text = state.withLock { String(decoding: $0.seen, as: UTF8.self) }
            if isEnough(text) { return text }
            guard ContinuousClock.now < latest else {
                throw Failure(description: "the terminal never showed what was awaited, but: \(text.debugDescription)")
            }
            gather(POLLIN)
        }
    }

    /// Waits a moment for one of the events (none: not at all), then takes what there is.
    private func gather(_ events: Int32) {
        if events != 0 {
            var entry = pollfd(fd: master, events: Int16(events), revents: 0)
            _ = unsafe poll(&entry, 1, 20)
        }
        state.withLock { state in
            var chunk = [UInt8](repeating: 0, count: 4_096)
            while state.isOpen {
                let count = unsafe read(master, &chunk, chunk.count)
                guard count > 0 else { break }
                state.seen += chunk.prefix(count)
            }
        }
    }

    /// The modes as the program's side has them; both sides share them.
    package func modes() throws -> TerminalModes {
        var modes = termios()
        guard unsafe tcgetattr(master, &modes) == 0 else { throw Failure(description: "no modes: errno \(errno)") }
        let bytes = unsafe withUnsafeBytes(of: modes) { unsafe Array($0) }
        return TerminalModes(bytes: bytes, flags: modes.c_lflag)
    }
}

/// Every byte of a termios, to be compared with another.
package struct TerminalModes: Sendable, Equatable {
    let bytes: [UInt8]
    package let echoes: Bool
    package let editsLines: Bool

    init(bytes: [UInt8], flags: tcflag_t) {
        self.bytes = bytes
        echoes = flags & tcflag_t(ECHO) != 0
        editsLines = flags & tcflag_t(ICANON) != 0
    }
}
