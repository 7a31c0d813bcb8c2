import Glibc
import Text

/// Waits for any of the descriptors (-1 is skipped) and returns the events that poll(2) found on each: all zero after
/// the timeout, nil after a signal.
package func poll(_ descriptors: [Int32], for duration: Duration?) -> [Int32]? {
    var entries = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    let status = unsafe Glibc.poll(&entries, nfds_t(entries.count), duration?.milliseconds ?? -1)
    guard status >= 0 else { return nil }
    return entries.map { Int32($0.revents) }
}
