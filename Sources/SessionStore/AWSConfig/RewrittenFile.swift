import Glibc
import POSIX
import Text

/// A file that cannot be replaced by a rename and is written in place, such as a file that is mounted into a
/// container.
///
/// The old and the new content are kept in the state directory until the file is complete, so that the next process
/// can finish the work of a killed writer. The writer holds a lock that all writers share.
struct RewrittenFile {
    let state: StateDirectory

    private var copy: AtomicFile { AtomicFile(path: state.path + "/config-edit.json") }
    /// The maximum size in bytes: two versions of the longest config in base64.
    private static let limit = 64 << 20

    /// If false, ``finish()`` has nothing to do.
    var isUnfinished: Bool { unsafe access(copy.path, F_OK) == 0 }

    func write(_ after: [UInt8], over before: [UInt8], at path: String) throws(StateError) {
        try keep(after, over: before, at: path)
        do throws(SystemError) {
            try Self.overwrite(path, with: after)
        } catch {
            // The old content fits even on a full disk.
            do throws(SystemError) { try Self.overwrite(path, with: before) } catch { throw error.whileWriting(path) }
            try copy.remove()
            throw error.whileWriting(path)
        }
        try copy.remove()
    }

    /// Stores both versions before the file is written.
    func keep(_ after: [UInt8], over before: [UInt8], at path: String) throws(StateError) {
        let versions: [JSONName: JSONValue] = [
            "path": .string(path), "before": .string(before.base64URL), "after": .string(after.base64URL),
        ]
        try copy.replace(with: Array((JSONValue.object(versions).canonical + "\n").utf8))
    }

    /// Finishes the work of a killed writer. If another program has changed the file since, it is left alone.
    func finish() throws(StateError) {
        guard isUnfinished else { return }
        if let (path, before, after) = try versions(),
            let now = try FileReading.bytes(of: path, limit: Self.limit, .users),
            now != before, now != after, Self.isBetween(now, before, after)
        {
            do throws(SystemError) {
                try Self.overwrite(path, with: after)
            } catch {
                throw error.whileWriting(path)
            }
        }
        try copy.remove()
    }

    /// Returns nil if the copy was not written by farsign.
    private func versions() throws(StateError) -> (path: String, before: [UInt8], after: [UInt8])? {
        guard let bytes = try FileReading.bytes(of: copy.path, limit: Self.limit, .ours),
            let value = try? JSONValue(parsing: bytes), let path = value["path"]?.text,
            let before = value["before"]?.text?.base64Decoded, let after = value["after"]?.text?.base64Decoded
        else { return nil }
        return (path, before, after)
    }

    /// Whether `now` begins like `after` and continues like `before`, because the writer was killed at that byte.
    private static func isBetween(_ now: [UInt8], _ before: [UInt8], _ after: [UInt8]) -> Bool {
        let written = zip(now, after).prefix { $0 == $1 }.count
        return now.dropFirst(written).elementsEqual(before.dropFirst(written))
    }

    private static func overwrite(_ path: String, with bytes: [UInt8]) throws(SystemError) {
        let file = try Descriptor(opening: path, O_WRONLY | O_NOCTTY | O_NONBLOCK | O_NOFOLLOW)
        try file.write(bytes)
        try file.setLength(bytes.count)
        try file.sync()
    }
}
