import Glibc

/// Writes all of `bytes`, or waits until there is room for them: a descriptor that others share may be non-blocking.
package func writeWhole(_ bytes: some Sequence<UInt8>, to descriptor: Int32) throws(SystemError) {
    var rest = Array(bytes)[...]
    while !rest.isEmpty {
        do {
            let count = try retrying {
                unsafe rest.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
            }
            rest = rest.dropFirst(count)
        } catch {
            guard error.number == EAGAIN else { throw error }
            var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            _ = unsafe poll(&entry, 1, -1)
        }
    }
}

/// Writes all of `bytes` from the start of the file.
func writeWhole(_ bytes: [UInt8], atStartOf descriptor: Int32) throws(SystemError) {
    var rest = bytes[...]
    while !rest.isEmpty {
        let offset = bytes.count - rest.count
        let count = try retrying {
            unsafe rest.withUnsafeBytes { unsafe pwrite(descriptor, $0.baseAddress, $0.count, offset) }
        }
        rest = rest.dropFirst(count)
    }
}
