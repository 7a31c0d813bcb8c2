internal import CCurl

/// The request's header lines in libcurl's form. It owns the list and overwrites it at the end.
@safe struct HeaderList: ~Copyable {
    private let library: CurlLibrary
    private var first: UnsafeMutablePointer<curl_slist>?

    var raw: UnsafeMutablePointer<curl_slist>? { unsafe first }

    init(in library: CurlLibrary) {
        self.library = library
        unsafe first = nil
    }

    deinit {
        unsafe farsign_curl_free(library.table, first)
    }

    /// Returns false for an invalid header: a name that is not a token (RFC 9110, section 5.6.2), or a value with a
    /// line break.
    mutating func append(name: String, value: String) -> Bool {
        let isToken: (UInt8) -> Bool = {
            (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
                || "!#$%&'*+-.^_`|~".utf8.contains($0)
        }
        let isShown: (UInt8) -> Bool = { $0 == 0x09 || ($0 >= 0x20 && $0 != 0x7F) }
        guard !name.isEmpty, name.utf8.allSatisfy(isToken), value.utf8.allSatisfy(isShown) else { return false }
        // With nothing after the colon, libcurl would drop the header; with a semicolon it sends an empty one.
        return appendLine(value.isEmpty ? "\(name);" : "\(name): \(value)")
    }

    /// Prevents libcurl from adding a header by itself.
    mutating func suppress(_ name: String) -> Bool {
        appendLine("\(name):")
    }

    private mutating func appendLine(_ line: String) -> Bool {
        guard let grown = unsafe farsign_curl_append(library.table, first, line) else { return false }
        unsafe first = unsafe grown
        return true
    }
}
