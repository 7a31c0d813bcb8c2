import CPlatform
import Glibc

/// A listening UNIX socket of this process.
package struct ListeningSocket: Sendable {
    package let socket: UnixSocket
    /// A non-blocking descriptor. The receiver owns it and must close it.
    package let descriptor: Int32
    let file: FileIdentity

    /// Removes the socket's file, unless another file has replaced it.
    package func removeFile() {
        guard let now = try? Paths.status(socket.path), FileIdentity(now) == file else { return }
        unsafe unlink(socket.path)
    }
}

/// Identifies a file. Inode numbers are reused soon, so the time of the last change is part of it.
struct FileIdentity: Hashable {
    let device: dev_t
    let inode: ino_t
    let seconds: Int
    let nanoseconds: Int

    init(_ status: stat) {
        device = status.st_dev
        inode = status.st_ino
        seconds = status.st_ctim.tv_sec
        nanoseconds = status.st_ctim.tv_nsec
    }
}
