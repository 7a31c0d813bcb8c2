import Glibc

/// The standard streams of the process.
enum Stream {
    /// Flushes stdout, because a program that reads it through a pipe waits for the endpoint.
    static func flush() { fflush(nil) }

    /// Writes to descriptor 2, because the global `stderr` cannot be used safely in Swift 6.
    static func note(_ text: String) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(2, $0.baseAddress, $0.count) }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }
}
