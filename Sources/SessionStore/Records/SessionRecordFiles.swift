import Glibc
import POSIX
package import Session
package import SignIn
package import Text

/// The session of each profile and where it was opened, as one JSON file each, so that `farsign credentials` reads
/// two small files and not the ledger.
///
/// `STATE/profiles/<name>.json` and `STATE/sessions/<SHA-256 of the ARN>.json`. They contain no secret, but they must
/// belong to this user, because they determine where refresh tokens are sent.
package struct SessionRecordFiles: SessionRecords {
    /// The maximum size in bytes: room for the longest path, an ARN and some names.
    private static let limit = 64 << 10

    private let state: StateDirectory

    package init(state: StateDirectory) {
        self.state = state
    }

    package func binding(of profile: String) throws(StateError) -> ProfileBinding? {
        let path = path(profile: profile)
        guard let members = try read(path) else { return nil }
        let binding = try Self.binding(members, path)
        guard binding.profile == profile else { throw Self.unreadable(path, "it belongs to another profile") }
        return binding
    }

    package func record(of session: SessionARN) throws(StateError) -> SessionRecord? {
        let path = path(session: session)
        guard let members = try read(path) else { return nil }
        let record = try Self.record(members, path)
        guard record.arn == session else { throw Self.unreadable(path, "it belongs to another session") }
        return record
    }

    package func bindings() throws(StateError) -> [ProfileBinding] {
        try state.check()
        let directory = state.path(.profiles)
        var bindings: [ProfileBinding] = []
        for name in try FileReading.names(in: directory) where name.hasSuffix(".json") && !name.hasPrefix(".") {
            let path = directory + "/" + name
            // Another process may have signed out and removed the file.
            if let members = try read(path) { bindings.append(try Self.binding(members, path)) }
        }
        return bindings.sorted { $0.profile < $1.profile }
    }

    package func records() throws(StateError) -> [SessionRecord] {
        try state.check()
        let directory = state.path(.sessions)
        var records: [SessionRecord] = []
        for name in try FileReading.names(in: directory) where name.hasSuffix(".json") && !name.hasPrefix(".") {
            let path = directory + "/" + name
            if let members = try read(path) { records.append(try Self.record(members, path)) }
        }
        return records.sorted { $0.arn.text < $1.arn.text }
    }

    package func save(_ binding: ProfileBinding) throws(StateError) {
        try write(
            [
                "profile": .string(binding.profile), "session": .string(binding.session.text),
                "integration": .string(binding.integration.rawValue),
            ], to: path(profile: binding.profile), .profiles)
    }

    package func save(_ record: SessionRecord) throws(StateError) {
        try write(record.json, to: path(session: record.arn), .sessions)
    }

    package func removeBinding(of profile: String) throws(StateError) {
        try remove(path(profile: profile))
    }

    package func removeRecord(of session: SessionARN) throws(StateError) {
        try remove(path(session: session))
    }

    package func trySaving() throws(StateError) {
        for part in [StateDirectory.Part.profiles, .sessions] {
            let directory = try state.prepare(part)
            try AtomicFile.tryWriting(in: directory, for: directory, size: 1 << 10)
        }
    }

    private func path(profile: String) -> String {
        state.path(.profiles) + "/" + Self.fileName(profile) + ".json"
    }

    private func path(session: SessionARN) -> String {
        state.path(.sessions) + "/" + Array(session.text.utf8).sha256.hex + ".json"
    }

    /// Percent-encoded except for letters, digits, `-`, `_` and inner dots. A name that would be too long for a file
    /// (NAME_MAX is 255) becomes its hash, after a character that no encoded name contains.
    static func fileName(_ profile: String) -> String {
        var name: [UInt8] = []
        for byte in profile.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "_"): name.append(byte)
            case UInt8(ascii: ".") where !name.isEmpty: name.append(byte)
            default: name += "%\([byte].hex.uppercased())".utf8
            }
        }
        guard (1...200).contains(name.count) else { return "=" + Array(profile.utf8).sha256.hex }
        return String(decoding: name, as: UTF8.self)
    }

    /// The file must belong to this user and must not be a link, wherever its directory is: a vend also reads from a
    /// directory to which farsign would not write.
    private func read(_ path: String) throws(StateError) -> JSONValue? {
        guard let bytes = try FileReading.bytes(of: path, limit: Self.limit, .ours) else { return nil }
        do {
            return try JSONValue(parsing: bytes)
        } catch {
            throw Self.unreadable(path, "\(error.reason) at byte \(error.offset)")
        }
    }

    private func write(
        _ members: [JSONName: JSONValue], to path: String, _ part: StateDirectory.Part
    ) throws(StateError) {
        _ = try state.prepare(part)
        let lock = try FileLock(state, "records")
        defer { lock.release() }
        try AtomicFile(path: path).replace(with: Array((JSONValue.object(members).canonical + "\n").utf8))
    }

    private func remove(_ path: String) throws(StateError) {
        try state.check()
        guard try Paths.status(path) != nil else { return }
        let lock = try FileLock(state, "records")
        defer { lock.release() }
        try AtomicFile(path: path).remove()
    }
}

extension SessionRecordFiles {
    private static func binding(_ members: JSONValue, _ path: String) throws(StateError) -> ProfileBinding {
        guard let profile = members["profile"]?.text, let session = members["session"]?.text.flatMap(SessionARN.init),
            let integration = members["integration"]?.identifier.flatMap(Integration.init(rawValue:))
        else { throw unreadable(path, "a member is missing or malformed") }
        return ProfileBinding(profile: profile, session: session, integration: integration)
    }

    private static func record(_ members: JSONValue, _ path: String) throws(StateError) -> SessionRecord {
        let record: SessionRecord?
        do throws(ConfigError) {
            record = try SessionRecord(json: members)
        } catch {
            throw unreadable(path, error.summary)
        }
        guard let record else { throw unreadable(path, "a member is missing or malformed") }
        return record
    }

    private static func unreadable(_ path: String, _ reason: String) -> StateError {
        StateError(
            .recordUnreadable, path: path, "cannot use \(path.shown): \(reason)",
            hint: "remove it, then sign in again with 'farsign login'")
    }
}
