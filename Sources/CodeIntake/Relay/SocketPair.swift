import CPlatform
import FarsignShared
import Glibc

/// Two sockets that are connected to each other. They block, and no child inherits them unasked.
struct SocketPair {
    let ours: Int32
    let theirs: Int32

    init() throws(StateError) {
        var ends: [Int32] = [-1, -1]
        guard unsafe farsign_socket_pair(&ends) == 0 else {
            throw StateError(
                .unreadable, path: "socketpair", "cannot open a pair of sockets: \(systemErrorText(errno))")
        }
        (ours, theirs) = (ends[0], ends[1])
    }
}
