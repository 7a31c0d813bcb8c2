import FarsignCore
internal import Glibc
import Session
import Text

/// Checks a file of certificate authorities that the user named.
enum CABundle {
    /// The maximum size in bytes. The system's bundle has some hundred kilobytes.
    private static let limit = 4 << 20

    /// Checks before anything is sent that the file contains a certificate, because libcurl's error text does not
    /// distinguish an unreadable file from an empty one.
    static func check(_ path: String) throws(TransportError) {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw unreadable(path, describe(errno)) }
        defer { close(descriptor) }
        var text: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        while text.count < limit {
            let count = unsafe read(descriptor, &chunk, chunk.count)
            guard count >= 0 else { throw unreadable(path, describe(errno)) }
            if count == 0 { break }
            text += chunk.prefix(count)
            // Nearly always the first piece contains one.
            if holdsCertificate(text) { return }
        }
        throw unreadable(path, text.isEmpty ? "it is empty" : "it contains no certificate")
    }

    /// Whether a PEM text contains a certificate block (RFC 7468) with DER in it.
    private static func holdsCertificate(_ bytes: [UInt8]) -> Bool {
        let text = String(decoding: bytes, as: UTF8.self)
        for kind in ["CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE"] {
            guard let start = text.firstRange(of: "-----BEGIN \(kind)-----"),
                let end = text[start.upperBound...].firstRange(of: "-----END \(kind)-----")
            else { continue }
            // A DER sequence with a length other than zero.
            let der = String(text[start.upperBound..<end.lowerBound]).base64Decoded ?? []
            if der.count > 2, der[0] == 0x30, der[1] != 0 { return true }
        }
        return false
    }

    static func unreadable(_ path: String, _ reason: String) -> TransportError {
        TransportError(
            .caBundleUnreadable, "the CA bundle \(path) cannot be used: \(reason)".shown,
            hint: "name a PEM file with --ca-bundle, AWS_CA_BUNDLE or ca_bundle in the AWS config",
            mayHaveBeenSent: false)
    }
}

/// The system's text for an error number.
func describe(_ number: Int32) -> String {
    var text = [CChar](repeating: 0, count: 256)
    return unsafe strerror_r(number, &text, text.count) == 0 ? CurlLibrary.text(text) : "error \(number)"
}
