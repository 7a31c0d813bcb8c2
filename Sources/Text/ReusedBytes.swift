import Glibc

/// Bytes that are written one after the other into memory that is used again: an array costs a check for each piece.
@safe package struct ReusedBytes: ~Copyable {
    private var start: UnsafeMutablePointer<UInt8>
    private var capacity = 4_096
    package private(set) var count = 0

    package init() {
        unsafe start = .allocate(capacity: capacity)
    }

    deinit {
        unsafe start.deallocate()
    }

    package var array: [UInt8] { unsafe Array(UnsafeBufferPointer(start: start, count: count)) }

    /// The bytes as text; what is not UTF-8 is replaced.
    package var text: String { unsafe String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self) }

    /// - Parameter body: the pointer is valid while it runs.
    package func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        unsafe body(UnsafeRawBufferPointer(start: start, count: count))
    }

    package func elementsEqual(_ other: borrowing ReusedBytes) -> Bool {
        unsafe other.withBytes { unsafe elementsEqual($0) }
    }

    package func elementsEqual(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard bytes.count == count, let other = bytes.baseAddress else { return bytes.count == count }
        return unsafe memcmp(start, other, count) == 0
    }

    package mutating func removeAll(from index: Int = 0) {
        count = min(max(index, 0), count)
    }

    @inline(__always) package mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let from = bytes.baseAddress else { return }
        reserve(bytes.count)
        unsafe (start + count).update(from: from, count: bytes.count)
        count += bytes.count
    }

    package mutating func append(_ text: String) {
        var text = text
        text.withUTF8 { unsafe append($0) }
    }

    package mutating func append(_ bytes: [UInt8]) {
        unsafe bytes.withUnsafeBufferPointer { unsafe append($0) }
    }

    @inline(__always) package mutating func append(_ literal: StaticString) {
        unsafe append(UnsafeBufferPointer(start: literal.utf8Start, count: literal.utf8CodeUnitCount))
    }

    @inline(__always) package mutating func append(_ byte: UInt8) {
        reserve(1)
        unsafe start[count] = byte
        count += 1
    }

    @inline(__always) private mutating func reserve(_ more: Int) {
        if more > capacity - count { grow(more) }
    }

    private mutating func grow(_ more: Int) {
        capacity = max(2 * capacity, count + more)
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
        unsafe larger.update(from: start, count: count)
        unsafe start.deallocate()
        unsafe start = larger
    }
}
