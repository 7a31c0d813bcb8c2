import Glibc

/// Reads to the end of a pipe, a file or a terminal, or until there are more than `limit` bytes.
package func readWhole(from descriptor: Int32, atMost limit: Int) throws(SystemError) -> [UInt8] {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while bytes.count <= limit {
        do throws(SystemError) {
            let count = try retrying { unsafe read(descriptor, &chunk, chunk.count) }
            if count == 0 { break }
            bytes += chunk.prefix(count)
        } catch {
            // A descriptor that others share may be non-blocking.
            guard error.number == EAGAIN else { throw error }
            var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            _ = unsafe poll(&entry, 1, -1)
        }
    }
    return bytes
}
