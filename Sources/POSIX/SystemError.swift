import Glibc
package import Text

/// The `errno` of a failed system call.
package struct SystemError: Error, Hashable {
    package let number: Int32

    package init(number: Int32) {
        self.number = number
    }

    package var text: String {
        switch number {
        case ENOSPC: "no space left on the disk"
        case EDQUOT: "the disk quota is used up"
        case EFBIG: "the file would exceed this process's file size limit"
        case EMFILE: "this process has reached its limit of open files"
        case EACCES, EPERM: "permission denied"
        case EROFS: "the file system is read-only"
        case ENOENT: "there is no such file or directory"
        case EBUSY: "it is a mount point"
        case ELOOP: "it is a symbolic link"
        case EISDIR: "it is a directory"
        case ENOTDIR: "a part of the path is not a directory"
        case ENAMETOOLONG: "the name is too long"
        default: unsafe String(cString: strerror(number))
        }
    }

    /// Whether the file system does not support the call, or not on this file.
    var isUnsupported: Bool { [EPERM, EINVAL, ENOSYS, ENOTSUP].contains(number) }

    /// The error for a file that could not be written.
    package func whileWriting(_ path: String) -> StateError {
        let summary = "cannot write \(path.shown): \(text)"
        switch number {
        case ENOSPC, EDQUOT: return StateError(.diskFull, path: path, summary, hint: "free some space, then try again")
        case EFBIG: return StateError(.diskFull, path: path, summary, hint: "raise the limit: 'ulimit -f unlimited'")
        case ELOOP: return .symbolicLink(path)
        default: return StateError(.unwritable, path: path, summary)
        }
    }

    /// The error for a file that could not be read.
    func whileReading(_ path: String) -> StateError {
        number == ELOOP
            ? .symbolicLink(path) : StateError(.unreadable, path: path, "cannot read \(path.shown): \(text)")
    }
}

/// Repeats a system call while signals interrupt it; -1 becomes an error.
package func retrying<Number: SignedInteger>(_ call: () -> Number) throws(SystemError) -> Number {
    while true {
        let result = call()
        if result != -1 { return result }
        if errno != EINTR { throw SystemError(number: errno) }
    }
}
