import CPlatform
import Glibc
import POSIX

/// The number of audit rows that could not be written since the last written one.
///
/// The file in the state directory has a fixed size, is created with the ledger and is overwritten in place, because
/// a full disk has no room for a new file.
struct LostRows {
    /// The width of the number: enough decimal digits for any count, and a line feed.
    private static let width = 20

    let state: StateDirectory

    private var path: String { state.path + "/lost-rows" }

    /// Creates the file if it is missing.
    func prepare() {
        guard let file = try? open(create: true), Self.lock(file), Self.count(in: file) == 0
        else { return }
        try? Self.write(0, to: file)
    }

    /// Adds to the count. Errors are ignored, because there is no other place to report them.
    func add(_ rows: Int) {
        guard rows > 0, (try? state.prepare()) != nil, let file = try? open(create: true),
            Self.lock(file, within: 10_000)
        else { return }
        let sum = Self.count(in: file).addingReportingOverflow(rows)
        try? Self.write(sum.overflow ? .max : sum.partialValue, to: file)
    }

    /// Calls `body` with the count and resets it afterwards. If rows were lost, no other process counts or reports
    /// meanwhile.
    func report<Failure: Error>(_ body: (_ lost: Int) throws(Failure) -> Void) throws(Failure) {
        guard let file = try? open(create: false), Self.count(in: file) > 0, Self.lock(file) else {
            return try body(0)
        }
        let lost = Self.count(in: file)
        try body(lost)
        if lost > 0 { try? Self.write(0, to: file) }
    }

    /// Whoever holds the lock is writing a row. Does not wait for a stopped process: the count then stays for the next row.
    private static func lock(_ file: borrowing Descriptor, within milliseconds: Int = 1_000) -> Bool {
        let number = file.number
        return (try? retrying { farsign_lock(number, milliseconds) }) != nil
    }

    private func open(create: Bool) throws(SystemError) -> Descriptor {
        try Descriptor(opening: path, O_RDWR | O_NOFOLLOW | (create ? O_CREAT : 0))
    }

    private static func count(in file: borrowing Descriptor) -> Int {
        guard let bytes = try? file.read(atMost: width), bytes.count == width else { return 0 }
        return Int(String(decoding: bytes, as: UTF8.self)).map { max($0, 0) } ?? 0
    }

    private static func write(_ count: Int, to file: borrowing Descriptor) throws(SystemError) {
        let digits = String(count)
        try file.write(Array((String(repeating: "0", count: width - digits.count) + digits + "\n").utf8))
    }
}
