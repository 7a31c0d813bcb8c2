import Glibc
import Synchronization

/// A way for a machine's programs to tell the test something, a line at a time.
final class NamedPipe: Sendable {
    let path: String
    private let reader: Mutex<LineReader>

    init(for machine: Machine) throws {
        path = "\(machine.home)/pipe-\(UInt64.random(in: 0 ... .max))"
        guard mkfifo(path, 0o600) == 0 else { throw MachineError("cannot make \(path): errno \(errno)") }
        try machine.own(path)
        // Open for both, it never ends while one writer follows another.
        let descriptor = Glibc.open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { throw MachineError("cannot read \(path): errno \(errno)") }
        reader = Mutex(LineReader(descriptor: descriptor))
    }

    deinit { close(reader.withLock(\.descriptor)) }

    func line() throws -> String { try reader.withLock { try $0.line() } }
}
