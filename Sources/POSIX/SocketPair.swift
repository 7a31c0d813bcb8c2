import CPlatform
import Glibc
package import Text

/// Two connected, blocking sockets, which a child process inherits only on request.
package struct SocketPair {
    package let ours: Int32
    package let theirs: Int32

    package init() throws(StateError) {
        var ends: [Int32] = [-1, -1]
        guard unsafe farsign_socket_pair(&ends) == 0 else {
            throw StateError(
                .unreadable, path: "socketpair", "cannot open a pair of sockets: \(SystemError(number: errno).text)")
        }
        (ours, theirs) = (ends[0], ends[1])
    }
}
