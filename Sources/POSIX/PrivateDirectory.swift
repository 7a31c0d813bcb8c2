package import Glibc
package import Text

/// Creates directories into which no other user can put files.
package enum PrivateDirectory {
    /// Creates a directory and its missing parents with mode 0700, whatever the umask.
    package static func make(_ path: String) throws(StateError) {
        let parent = Paths.parent(of: path)
        if parent != path, try Paths.status(parent) == nil { try make(parent) }
        do throws(SystemError) {
            _ = try retrying { unsafe mkdir(path, 0o700) }
        } catch {
            // Another process created it first; its mode is checked elsewhere.
            if error.number == EEXIST { return }
            throw error.whileWriting(path)
        }
        // The umask may have removed more than the permissions of group and others. Some file systems do not support
        // chmod.
        if unsafe chmod(path, 0o700) != 0 {
            let error = SystemError(number: errno)
            guard error.isUnsupported, try Paths.status(path).map({ $0.st_mode & 0o077 == 0 }) == true else {
                throw error.whileWriting(path)
            }
        }
    }

    /// The hint about a directory that other users can enter or write to. For a directory that is meant to be shared,
    /// such as `/tmp`, it does not suggest to change the mode.
    ///
    /// - Parameter otherPlace: the hint to use another directory.
    package static func hint(_ path: String, _ status: stat, otherPlace: String) -> String {
        let isShared = status.st_mode & (S_ISVTX | S_ISGID) != 0 || Paths.parent(of: path) == "/"
        return isShared ? otherPlace : ShellCommand("chmod", "700", path).after("run")
    }
}
