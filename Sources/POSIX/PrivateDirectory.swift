package import Glibc
package import Text

/// Directories that nobody else may put anything into.
package enum PrivateDirectory {
    /// Makes a directory and the parents that are missing, each 0700 whatever the umask.
    package static func make(_ path: String) throws(StateError) {
        let parent = Paths.parent(of: path)
        if parent != path, try Paths.status(parent) == nil { try make(parent) }
        do throws(SystemError) {
            _ = try retrying { unsafe mkdir(path, 0o700) }
        } catch {
            // Another process was first, and its mode is the one that counts.
            if error.number == EEXIST { return }
            throw error.whileWriting(path)
        }
        // The umask may have taken more away than group and others. Some file systems have a mode of their own.
        if unsafe chmod(path, 0o700) != 0 {
            let error = SystemError(number: errno)
            guard error.isUnsupported, try Paths.status(path).map({ $0.st_mode & 0o077 == 0 }) == true else {
                throw error.whileWriting(path)
            }
        }
    }

    /// What to do about a directory of the user's that others can enter or write to. One that is there for others too,
    /// like `/tmp`, is not closed.
    ///
    /// - Parameter otherPlace: the hint that names another directory.
    package static func hint(_ path: String, _ status: stat, otherPlace: String) -> String {
        let isShared = status.st_mode & (S_ISVTX | S_ISGID) != 0 || Paths.parent(of: path) == "/"
        return isShared ? otherPlace : ShellCommand("chmod", "700", path).after("run")
    }
}
