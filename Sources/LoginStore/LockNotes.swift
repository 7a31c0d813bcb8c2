import FarsignCore
import Glibc
import POSIX
import Session
import SessionStore

/// The message that a lock's holder writes into the lock file for the processes that wait: a time in milliseconds
/// since 1970, a line break, and a text.
struct LockNotes: HeldLock {
    let path: String
    let waitedSince: Int?

    /// The maximum size in bytes. A message is the text of an error.
    private static let limit = 4_096

    func message() -> String? {
        guard let waitedSince, let bytes = try? FileReading.bytes(of: path, limit: Self.limit, .ours),
            let text = String(validating: bytes, as: UTF8.self), let end = text.utf8.firstIndex(of: UInt8(ascii: "\n")),
            let time = Int(text[..<end]), (waitedSince...max(waitedSince, FileLock.now())).contains(time)
        else { return nil }
        return String(text[text.utf8.index(after: end)...])
    }

    func leave(_ message: String) {
        let bytes = Array("\(FileLock.now())\n\(message)".utf8)
        // If the message cannot be written, the waiting processes find out by themselves.
        guard bytes.count <= Self.limit, let file = try? Descriptor(opening: path, O_WRONLY | O_TRUNC | O_NOFOLLOW)
        else { return }
        try? file.write(bytes)
    }
}
