import CPlatform
import Glibc

/// A UNIX socket of ours that takes connections.
package struct ListeningSocket: Sendable {
    package let socket: UnixSocket
    /// Does not block. It belongs to whoever takes it: nothing here closes it.
    package let descriptor: Int32
    let file: FileIdentity

    /// Removes its file, unless another has taken its place.
    package func removeFile() {
        guard let now = try? Paths.status(socket.path), FileIdentity(now) == file else { return }
        unsafe unlink(socket.path)
    }
}

/// The number of an inode is used again soon after it is free; the time of its last change tells the two apart.
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
