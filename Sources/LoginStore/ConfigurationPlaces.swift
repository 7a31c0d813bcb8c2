package import FarsignCore
package import Glibc
import POSIX
package import Text

/// farsign's configuration files: `config.toml` and `config.d/*.toml` of the administrator's directory, and the user's
/// file.
///
/// The directory is a constant of the program and no setting: whoever could move it could leave out its rules.
package struct ConfigurationPlaces: ConfigurationFiles {
    /// The maximum size in bytes: thousands of keys.
    private static let limit = 256 << 10

    private let directory: String
    private let owner: uid_t
    private let userPath: @Sendable () throws(StateError) -> String
    private let trust: ConfigurationTrust

    /// - Parameters:
    ///   - directory: the administrator's, such as `/etc/farsign`.
    ///   - owner: to whom it and its files must belong; root.
    ///   - userPath: the path of the user's file.
    ///   - isPrivateGroup: whether a group has no member but this user.
    package init(
        directory: String, owner: uid_t, userPath: @escaping @Sendable () throws(StateError) -> String,
        isPrivateGroup: @escaping @Sendable (_ gid: gid_t) -> Bool
    ) {
        self.directory = directory
        self.owner = owner
        self.userPath = userPath
        trust = ConfigurationTrust(owner: owner, isPrivateGroup: isPrivateGroup)
    }

    private var mainPath: String { directory + "/config.toml" }
    private var partsPath: String { directory + "/config.d" }

    package func system() throws(StateError) -> [ConfigurationFile] {
        guard try trust.check(directory: directory) else { return [] }
        var files: [ConfigurationFile] = []
        if let main = try read(mainPath, .system) { files.append(main) }
        guard try trust.check(directory: partsPath) else { return files }
        for name in try names(in: partsPath) where name.hasSuffix(".toml") && !name.hasPrefix(".") {
            let path = partsPath + "/" + name
            // It was listed: a name that is not UTF-8 does not lead back to it, and it may have rules.
            guard let part = try read(path, .system) else {
                throw StateError(
                    .unreadable, path: path, "\(path.shown) was listed and cannot be found",
                    hint: "try again, or give the file a name in UTF-8")
            }
            files.append(part)
        }
        return files
    }

    package func user() throws(StateError) -> ConfigurationFile? {
        let path: String
        do throws(StateError) {
            path = try userPath()
        } catch {
            // Who has no home has no file in it.
            guard error.code == .noHome else { throw error }
            return nil
        }
        return try read(path, .user)
    }

    package func file(at path: String, as kind: ConfigurationFile.Kind) throws(StateError) -> ConfigurationFile {
        let parent = Paths.parent(of: path)
        let isUsers = (try? userPath()) == path
        let isSystem = path == mainPath || parent == partsPath
        if isSystem {
            _ = try trust.check(directory: directory)
            _ = try trust.check(directory: parent)
        }
        let file: ConfigurationFile? =
            if isSystem || isUsers {
                try read(path, isUsers ? .user : .system)
            } else {
                try FileReading.bytes(of: path, limit: Self.limit, .users)
                    .map { ConfigurationFile(path: path, bytes: $0, kind: kind) }
            }
        guard let file else { throw StateError(.unreadable, path: path, "there is no file \(path.shown)") }
        return file
    }

    private func names(in directory: String) throws(StateError) -> [String] {
        do throws(StateError) {
            return try FileReading.names(in: directory)
        } catch {
            throw StateError(
                error.code, path: directory, error.summary,
                hint: ShellCommand("chmod", "755", directory).after("as root, run"))
        }
    }

    /// Returns nil if the file does not exist.
    private func read(_ path: String, _ kind: ConfigurationFile.Kind) throws(StateError) -> ConfigurationFile? {
        let problem: StateError?
        let bytes: [UInt8]
        do throws(SystemError) {
            let flags = O_RDONLY | O_NONBLOCK | O_NOCTTY | (kind == .system ? O_NOFOLLOW : 0)
            let file = try Descriptor(opening: path, flags)
            let status = try file.status()
            problem = trust.problem(of: path, status, kind)
            bytes = problem == nil ? try file.read(atMost: Self.limit + 1, of: Int(status.st_size)) : []
        } catch {
            // The user's directory may be a file, as in a container whose home is none.
            if error.number == ENOENT || (kind == .user && error.number == ENOTDIR) { return nil }
            throw trust.unreadable(path, error, kind)
        }
        if let problem { throw problem }
        guard bytes.count <= Self.limit else {
            throw StateError(.unreadable, path: path, "\(path.shown) is larger than \(Self.limit / 1024) KiB")
        }
        return ConfigurationFile(path: path, bytes: bytes, kind: kind)
    }
}
