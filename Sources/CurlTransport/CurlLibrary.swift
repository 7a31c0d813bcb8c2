internal import CCurl
import FarsignCore
import Session
import Text

/// libcurl, loaded at run time, with the addresses of its functions.
///
/// It is a class, because handles and header lists must keep the table alive as long as they can use it.
@safe final class CurlLibrary {
    /// Debian's build with OpenSSL.
    static let systemName = "libcurl.so.4"

    /// Version 7.87 introduced CURLOPT_QUICK_EXIT; the other options are older.
    static let oldestVersion: UInt32 = 0x07_57_00

    let table: OpaquePointer

    /// - Throws: ``TransportError/Code/libraryMissing`` if the library is missing, not libcurl, or too old.
    init(named name: String) throws(TransportError) {
        var reason = [CChar](repeating: 0, count: 512)
        guard let table = unsafe farsign_curl_open(name, &reason, reason.count) else {
            throw Self.missing(Self.text(reason))
        }
        unsafe self.table = unsafe table
        let version = unsafe farsign_curl_version(table)
        guard version >= Self.oldestVersion else {
            throw Self.missing("\(name) is \(Self.spelled(version)), older than \(Self.spelled(Self.oldestVersion))")
        }
    }

    deinit {
        unsafe farsign_curl_close(table)
    }

    func describe(_ code: CURLcode) -> String {
        guard let text = unsafe farsign_curl_describe(table, code) else { return "curl error \(code.rawValue)" }
        return unsafe String(cString: text)
    }

    /// The text in a C buffer, up to its NUL.
    static func text(_ buffer: [CChar]) -> String {
        String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    private static func spelled(_ version: UInt32) -> String {
        "\(version >> 16).\(version >> 8 & 0xFF).\(version & 0xFF)"
    }

    private static func missing(_ reason: String) -> TransportError {
        TransportError(
            .libraryMissing, "libcurl cannot be used: \(reason)".shown, hint: "install libcurl4", mayHaveBeenSent: false
        )
    }
}
