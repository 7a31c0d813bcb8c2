internal import CCurl
import FarsignCore

/// A libcurl handle for one request. Each option's type fixes the type of its argument, so that a wrong combination
/// does not compile.
@safe struct EasyHandle: ~Copyable {
    struct LongOption {
        let raw: CURLoption

        static var connectOnly: Self { Self(raw: CURLOPT_CONNECT_ONLY) }
        static var get: Self { Self(raw: CURLOPT_HTTPGET) }
        static var post: Self { Self(raw: CURLOPT_POST) }
        static var waitForContinueMilliseconds: Self { Self(raw: CURLOPT_EXPECT_100_TIMEOUT_MS) }
        static var bodySize: Self { Self(raw: CURLOPT_POSTFIELDSIZE) }
        static var connectTimeoutMilliseconds: Self { Self(raw: CURLOPT_CONNECTTIMEOUT_MS) }
        static var timeoutMilliseconds: Self { Self(raw: CURLOPT_TIMEOUT_MS) }
        static var noSignals: Self { Self(raw: CURLOPT_NOSIGNAL) }
        static var quickExit: Self { Self(raw: CURLOPT_QUICK_EXIT) }
        static var followRedirects: Self { Self(raw: CURLOPT_FOLLOWLOCATION) }
        static var httpVersion: Self { Self(raw: CURLOPT_HTTP_VERSION) }
        static var netrc: Self { Self(raw: CURLOPT_NETRC) }
        static var tlsVersion: Self { Self(raw: CURLOPT_SSLVERSION) }
        static var verifyCertificate: Self { Self(raw: CURLOPT_SSL_VERIFYPEER) }
        static var verifyHost: Self { Self(raw: CURLOPT_SSL_VERIFYHOST) }
    }

    struct StringOption {
        let raw: CURLoption

        static var url: Self { Self(raw: CURLOPT_URL) }
        static var protocols: Self { Self(raw: CURLOPT_PROTOCOLS_STR) }
        static var proxy: Self { Self(raw: CURLOPT_PROXY) }
        static var method: Self { Self(raw: CURLOPT_CUSTOMREQUEST) }
        static var userAgent: Self { Self(raw: CURLOPT_USERAGENT) }
        static var authorityFile: Self { Self(raw: CURLOPT_CAINFO) }
        static var authorityDirectory: Self { Self(raw: CURLOPT_CAPATH) }
        static var signature: Self { Self(raw: CURLOPT_AWS_SIGV4) }
        static var user: Self { Self(raw: CURLOPT_USERNAME) }
        static var password: Self { Self(raw: CURLOPT_PASSWORD) }
    }

    /// An option whose argument's address libcurl keeps until the transfer has ended.
    private struct PointerOption {
        let raw: CURLoption

        static var headers: Self { Self(raw: CURLOPT_HTTPHEADER) }
        static var body: Self { Self(raw: CURLOPT_POSTFIELDS) }
        static var errorText: Self { Self(raw: CURLOPT_ERRORBUFFER) }
        static var headerContext: Self { Self(raw: CURLOPT_HEADERDATA) }
        static var bodyContext: Self { Self(raw: CURLOPT_WRITEDATA) }
    }

    private let library: CurlLibrary
    private let raw: UnsafeMutableRawPointer
    private let errorText: UnsafeMutableBufferPointer<CChar>
    private let usesTLS: Bool

    init(in library: CurlLibrary, usesTLS: Bool) throws(CurlError) {
        guard let raw = unsafe farsign_curl_init(library.table) else {
            throw CurlError(code: CURLE_FAILED_INIT, text: library.describe(CURLE_FAILED_INIT))
        }
        self.library = library
        self.usesTLS = usesTLS
        unsafe self.raw = unsafe raw
        unsafe errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        unsafe errorText.initialize(repeating: 0)
    }

    deinit {
        unsafe farsign_curl_cleanup(library.table, raw)
        unsafe errorText.deallocate()
    }

    borrowing func set(_ option: LongOption, to value: Int) throws(CurlError) {
        try check(unsafe farsign_curl_set_long(library.table, raw, option.raw, value))
    }

    /// Sets a string option. `nil` clears libcurl's default.
    borrowing func set(_ option: StringOption, to value: String?) throws(CurlError) {
        try check(unsafe farsign_curl_set_string(library.table, raw, option.raw, value))
    }

    private borrowing func set(_ option: PointerOption, to value: UnsafeMutableRawPointer?) throws(CurlError) {
        try check(unsafe farsign_curl_set_pointer(library.table, raw, option.raw, value))
    }

    private borrowing func check(_ code: CURLcode) throws(CurlError) {
        guard code == CURLE_OK else { throw CurlError(code: code, text: library.describe(code)) }
    }

    /// Connects to the URL's host and port without sending anything, and consumes the handle.
    consuming func connect() throws(CurlError) {
        try set(.connectOnly, to: 1)
        try unsafe set(.errorText, to: errorText.baseAddress)
        let code = unsafe farsign_curl_perform(library.table, raw)
        guard code == CURLE_OK else { throw failure(code, overflowed: false) }
    }

    /// Sends the request, stores the reply in `sink` and consumes the handle: one handle, one request.
    ///
    /// - Returns: the reply's status.
    consuming func perform(
        _ method: HTTPRequest.Method, headers: consuming HeaderList, body: [UInt8], into sink: ReplySink
    ) throws(CurlError) -> Int {
        if method == .get {
            try set(.get, to: 1)
        } else {
            try set(.post, to: 1)
            try set(.bodySize, to: body.count)
            // libcurl calls every request with such a body a POST.
            if method == .put { try set(.method, to: HTTPRequest.Method.put.rawValue) }
            // Larger bodies wait for the server to say that it reads them, which not all do.
            try set(.waitForContinueMilliseconds, to: 100)
        }
        try unsafe set(.headers, to: headers.raw)
        try unsafe set(.errorText, to: errorText.baseAddress)
        let context = unsafe Unmanaged.passUnretained(sink).toOpaque()
        try unsafe set(.headerContext, to: context)
        try unsafe set(.bodyContext, to: context)
        try check(unsafe farsign_curl_set_sink(library.table, raw, CURLOPT_HEADERFUNCTION, receiveHeader))
        try check(unsafe farsign_curl_set_sink(library.table, raw, CURLOPT_WRITEFUNCTION, receiveBody))

        let code = unsafe body.withUnsafeBytes { bytes in
            if method == .get { return unsafe farsign_curl_perform(library.table, raw) }
            // Without an address libcurl would read the body from standard input; an empty one reads nothing.
            let address = unsafe bytes.baseAddress ?? UnsafeRawPointer(raw)
            let refused = unsafe farsign_curl_set_pointer(
                library.table, raw, PointerOption.body.raw, UnsafeMutableRawPointer(mutating: address))
            return refused == CURLE_OK ? unsafe farsign_curl_perform(library.table, raw) : refused
        }
        guard code == CURLE_OK else { throw failure(code, overflowed: sink.overflowed) }
        return unsafe farsign_curl_get_long(library.table, raw, CURLINFO_RESPONSE_CODE)
    }

    private borrowing func failure(_ code: CURLcode, overflowed: Bool) -> CurlError {
        // Not CURLINFO_PRETRANSFER_TIME_T: it is set only after the first write, so it is zero if that write fails.
        let connected = usesTLS ? CURLINFO_APPCONNECT_TIME_T : CURLINFO_CONNECT_TIME_T
        let text = unsafe CurlLibrary.text(Array(errorText))
        // A text with a URL may contain the proxy's URL, which may contain a password.
        let isTellable = !text.isEmpty && !text.contains("://")
        return CurlError(
            code: code,
            text: isTellable ? text : library.describe(code),
            wasConnected: unsafe farsign_curl_get_time(library.table, raw, connected) > 0,
            overflowed: overflowed,
            systemError: Int32(truncatingIfNeeded: unsafe farsign_curl_get_long(library.table, raw, CURLINFO_OS_ERRNO)))
    }
}

/// The C callback for header lines.
private func receiveHeader(
    bytes: UnsafeMutablePointer<CChar>?, size: Int, count: Int, context: UnsafeMutableRawPointer?
) -> Int {
    unsafe receive(bytes, count: size * count, context) { sink, piece in unsafe sink.takeHeader(piece) }
}

/// The C callback for pieces of the body.
private func receiveBody(
    bytes: UnsafeMutablePointer<CChar>?, size: Int, count: Int, context: UnsafeMutableRawPointer?
) -> Int {
    unsafe receive(bytes, count: size * count, context) { sink, piece in unsafe sink.takeBody(piece) }
}

/// Any other return value than the number of bytes aborts the transfer with CURLE_WRITE_ERROR.
private func receive(
    _ bytes: UnsafeMutablePointer<CChar>?, count: Int, _ context: UnsafeMutableRawPointer?,
    by take: (ReplySink, UnsafeRawBufferPointer) -> Bool
) -> Int {
    guard let context = unsafe context else { return 0 }
    let sink = unsafe Unmanaged<ReplySink>.fromOpaque(context).takeUnretainedValue()
    let isTaken = unsafe take(sink, UnsafeRawBufferPointer(start: bytes, count: count))
    return isTaken ? count : count == 0 ? 1 : 0
}
