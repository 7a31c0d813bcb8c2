import CPlatform
import Glibc
import NIOCore
package import Text

/// Checks how many more files this process may open. NIO and Dispatch terminate the process if they cannot open
/// theirs, so check before waiting for a reply.
package enum OpenFiles {
    /// Three for each event loop (epoll, eventfd, timerfd); the others are signals, sockets, the ledger and a
    /// browser.
    private static var needed: Int { 3 * NIOSingletons.groupLoopCountSuggestion + 32 }

    /// - Throws: ``StateError/Code/tooFewFiles``.
    package static func check() throws(StateError) {
        var opened: [Int32] = []
        defer { for descriptor in opened { close(descriptor) } }
        while opened.count < needed {
            let descriptor = farsign_event_open()
            guard descriptor >= 0 else {
                throw StateError(
                    .tooFewFiles, path: "/",
                    "this process may open only \(opened.count) more files, and needs \(needed): "
                        + (unsafe String(cString: strerror(errno))).lowercased(),
                    hint: "raise the limit: 'ulimit -n 1024'")
            }
            opened.append(descriptor)
        }
    }
}
