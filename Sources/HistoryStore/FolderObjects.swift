import Glibc
package import History
import POSIX
import Text

/// A folder of shipped objects: what a bucket is elsewhere, for a host's own copy or a mounted store.
package struct FolderObjects: ObjectStore {
    package let name: String
    private let path: String

    /// - Parameter path: absolute.
    package init(name: String, path: String) {
        self.name = name
        self.path = path
    }

    package func put(_ object: String, _ bytes: [UInt8]) throws -> ObjectWrite {
        let target = path + "/" + object
        let directory = Paths.parent(of: target)
        try makeDirectories(directory)
        let temporary = "\(directory)/.\(getpid()).farsign-tmp"
        do throws(SystemError) {
            _ = unsafe unlink(temporary)
            let file = try Descriptor(opening: temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW)
            defer { unsafe unlink(temporary) }
            try file.write(bytes)
            try file.sync()
            // A link, unlike a rename, never takes the place of another file.
            guard unsafe link(temporary, target) == 0 else {
                if errno == EEXIST { return .exists(maybeOurs: false) }
                throw SystemError(number: errno)
            }
            try Descriptor(opening: directory, O_RDONLY | O_DIRECTORY).sync()
            return .written
        } catch {
            throw error.whileWriting(target)
        }
    }

    package func get(_ object: String, limit: Int) throws -> [UInt8]? {
        let file = path + "/" + object
        guard let status = try Paths.status(file) else { return nil }
        guard status.st_size <= limit else {
            throw ObjectStoreError(.objectTooLarge, "\(object.shown) in \(name.shown) is too large to be farsign's")
        }
        return try FileReading.bytes(of: file, limit: limit, .users)
    }

    package func list() throws -> [String] {
        guard try Paths.status(path) != nil else {
            throw ObjectStoreError(.noBucket, "there is no folder \(name.shown)")
        }
        var names: [String] = []
        try list("", depth: 0, into: &names)
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// - Parameter depth: objects are three folders deep.
    private func list(_ folder: String, depth: Int, into names: inout [String]) throws {
        for entry in try FileReading.names(in: path + "/" + folder) where !entry.hasPrefix(".") {
            let name = folder.isEmpty ? entry : folder + "/" + entry
            guard let status = try Paths.status(path + "/" + name) else { continue }
            if status.st_mode & S_IFMT == S_IFDIR, depth < 8 {
                try list(name, depth: depth + 1, into: &names)
            } else {
                names.append(name)
            }
        }
    }

    private func makeDirectories(_ directory: String) throws(StateError) {
        guard try Paths.status(directory) == nil else { return }
        try makeDirectories(Paths.parent(of: directory))
        guard unsafe mkdir(directory, 0o700) != 0, errno != EEXIST else { return }
        throw SystemError(number: errno).whileWriting(directory)
    }
}
