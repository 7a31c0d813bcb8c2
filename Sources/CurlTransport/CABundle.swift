internal import FarsignCore

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// A file of certificate authorities named by the user.
enum CABundle {
    /// Reads one byte, before anything is sent: libcurl's own words for an
    /// unreadable file neither tell it from an empty one nor say why.
    static func check(_ path: String) throws(TransportError) {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw unreadable(path, describe(errno)) }
        defer { close(descriptor) }
        var byte: UInt8 = 0
        switch unsafe read(descriptor, &byte, 1) {
        case 1: return
        case 0: throw unreadable(path, "it is empty")
        default: throw unreadable(path, describe(errno))
        }
    }

    static func unreadable(_ path: String, _ reason: String) -> TransportError {
        TransportError(
            .caBundleUnreadable, "the CA bundle \(path) cannot be used: \(reason)".shown,
            hint: "name a PEM file with --ca-bundle, AWS_CA_BUNDLE or ca_bundle in the AWS config",
            mayHaveBeenSent: false)
    }
}

/// The system's words for an error number.
func describe(_ number: Int32) -> String {
    var text = [CChar](repeating: 0, count: 256)
    return unsafe strerror_r(number, &text, text.count) == 0 ? CurlLibrary.text(text) : "error \(number)"
}
