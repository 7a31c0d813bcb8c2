import Glibc
import POSIX

/// How many audit rows could not be written since the last one that could.
///
/// A file of a fixed size in the state directory, made with the ledger and
/// overwritten in place: a full disk has no room for a new file.
struct LostRows {
    /// Decimal digits and a line feed: any count fits.
    private static let width = 20

    let state: StateDirectory

    private var path: String { state.path + "/lost-rows" }

    /// Makes the file where it is missing.
    func prepare() {
        guard let file = try? open(create: true), (try? file.lock(LOCK_EX)) != nil, Self.count(in: file) == 0
        else { return }
        try? Self.write(0, to: file)
    }

    /// Best effort: there is nowhere left to report to.
    func add(_ rows: Int) {
        guard rows > 0, (try? state.prepare()) != nil, let file = try? open(create: true),
            (try? file.lock(LOCK_EX)) != nil
        else { return }
        let sum = Self.count(in: file).addingReportingOverflow(rows)
        try? Self.write(sum.overflow ? .max : sum.partialValue, to: file)
    }

    /// Calls `body` with the count and sets it to zero when `body` is done. Where rows were lost, no other process
    /// counts or reports meanwhile.
    func report<Failure: Error>(_ body: (_ lost: Int) throws(Failure) -> Void) throws(Failure) {
        guard let file = try? open(create: false), Self.count(in: file) > 0, (try? file.lock(LOCK_EX)) != nil else {
            return try body(0)
        }
        let lost = Self.count(in: file)
        try body(lost)
        if lost > 0 { try? Self.write(0, to: file) }
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
