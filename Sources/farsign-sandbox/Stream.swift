import Glibc

/// The process's own streams.
enum Stream {
    /// Whoever reads our output through a pipe waits for the endpoint.
    static func flush() { fflush(nil) }

    /// To descriptor 2: the global `stderr` is not safe in Swift 6.
    static func note(_ text: String) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(2, $0.baseAddress, $0.count) }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }
}
