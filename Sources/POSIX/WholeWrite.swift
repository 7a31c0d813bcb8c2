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
    var start = 0
    while start < bytes.count {
        start += try retrying {
            unsafe bytes.withUnsafeBytes { unsafe pwrite(descriptor, $0.baseAddress! + start, $0.count - start, start) }
        }
    }
}
