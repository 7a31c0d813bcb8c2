import Glibc
import SystemPackage

/// Writes all of `bytes`, or waits until there is room for them: a descriptor that others share may be non-blocking.
package func writeWhole(_ bytes: some Sequence<UInt8>, to descriptor: Int32) throws(SystemError) {
    let file = FileDescriptor(rawValue: descriptor)
    var rest = Array(bytes)[...]
    while !rest.isEmpty {
        do {
            let count = unsafe try rest.withUnsafeBytes { unsafe try file.write($0) }
            rest = rest.dropFirst(count)
        } catch Errno.wouldBlock {
            var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            _ = unsafe poll(&entry, 1, -1)
        } catch let error as Errno {
            throw SystemError(number: error.rawValue)
        } catch {
            throw SystemError(number: EIO)
        }
    }
}

/// Writes all of `bytes` from the start of the file.
func writeWhole(_ bytes: [UInt8], atStartOf descriptor: Int32) throws(SystemError) {
    do {
        _ = try FileDescriptor(rawValue: descriptor).writeAll(toAbsoluteOffset: 0, bytes)
    } catch let error as Errno {
        throw SystemError(number: error.rawValue)
    } catch {
        throw SystemError(number: EIO)
    }
}
