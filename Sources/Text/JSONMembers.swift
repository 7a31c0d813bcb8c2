/// Reads the members of a JSON object without making values of them: a store has millions of lines.
///
/// The bytes are the caller's, for as long as a call takes: a copy for each name and value would cost more than all else.
package struct JSONMembers {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var index = 0

    /// Calls `body` with each member's name, as it is written between its quotes, and the bytes of its value.
    ///
    /// - Returns: false if the bytes are not an object. What is in the values is looked at only as far as needed to find
    ///   their ends.
    package static func read(
        _ object: UnsafeBufferPointer<UInt8>,
        _ body: (_ name: UnsafeBufferPointer<UInt8>, _ value: UnsafeBufferPointer<UInt8>) -> Void
    ) -> Bool {
        var members = JSONMembers(bytes: object)
        return members.read(body)
    }

    private mutating func read(_ body: (UnsafeBufferPointer<UInt8>, UnsafeBufferPointer<UInt8>) -> Void) -> Bool {
        guard take(UInt8(ascii: "{")) else { return false }
        if take(UInt8(ascii: "}")) { return index == bytes.endIndex }
        repeat {
            skipSpace()
            guard let name = string(), take(UInt8(ascii: ":")), let value = value() else { return false }
            body(part(name.lowerBound + 1..<name.upperBound - 1), part(value))
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "}")) else { return false }
        skipSpace()
        return index == bytes.endIndex
    }

    private func part(_ range: Range<Int>) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(rebasing: bytes[range])
    }

    /// The text of a string's bytes, as UTF-8; nil for any other value.
    package static func text(_ value: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        guard value.first == UInt8(ascii: "\""), value.count >= 2 else { return nil }
        var isPlain = true
        let text = [UInt8](unsafeUninitializedCapacity: value.count) { text, count in
            isPlain = unescape(value, to: text, &count)
        }
        // Escapes of other characters are rare, and the parser knows them.
        return isPlain ? text : (try? JSONValue(parsing: Array(value)))?.text.map { Array($0.utf8) }
    }

    /// Writes the text of a string's bytes, in which only quotes and backslashes may be escaped; false for other escapes.
    private static func unescape(
        _ value: UnsafeBufferPointer<UInt8>, to text: UnsafeMutableBufferPointer<UInt8>, _ count: inout Int
    ) -> Bool {
        guard let from = value.baseAddress, let to = text.baseAddress else { return false }
        let end = value.endIndex - 1
        var start = 1
        var index = start
        while true {
            index = value.nextQuoteOrBackslash(from: index, to: end)
            let next = min(index, end)
            (to + count).update(from: from + start, count: next - start)
            count += next - start
            guard index < end else { return true }
            start = index
            index += 1
            guard value[start] == UInt8(ascii: "\\") else { continue }
            guard index < end, value[index] == UInt8(ascii: "\"") || value[index] == UInt8(ascii: "\\") else {
                return false
            }
            start = index
            index += 1
        }
    }

    /// A number's bytes as an integer.
    package static func integer(_ value: UnsafeBufferPointer<UInt8>) -> Int? {
        value.count <= 20 ? Int(String(decoding: value, as: UTF8.self)) : nil
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        skipSpace()
        guard index < bytes.endIndex, bytes[index] == byte else { return false }
        index += 1
        return true
    }

    private mutating func skipSpace() {
        while index < bytes.endIndex, Self.isSpace(bytes[index]) { index += 1 }
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
    }

    /// A string with its quotes.
    private mutating func string() -> Range<Int>? {
        let start = index
        guard index < bytes.endIndex, bytes[index] == UInt8(ascii: "\"") else { return nil }
        index += 1
        while true {
            index = bytes.nextQuoteOrBackslash(from: index, to: bytes.endIndex)
            guard index < bytes.endIndex else { return nil }
            if bytes[index] == UInt8(ascii: "\"") {
                index += 1
                return start..<index
            }
            index += 2
        }
    }

    /// Any value, by its brackets.
    private mutating func value() -> Range<Int>? {
        skipSpace()
        let start = index
        var depth = 0
        repeat {
            guard index < bytes.endIndex else { return nil }
            switch bytes[index] {
            case UInt8(ascii: "\""): if string() == nil { return nil }
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                index += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                index += 1
            case UInt8(ascii: ","), UInt8(ascii: ":"):
                if depth == 0 { return nil }
                index += 1
            case let byte where Self.isSpace(byte): index += 1
            default: skipWord()
            }
        } while depth > 0
        return depth == 0 && index <= bytes.endIndex ? start..<index : nil
    }

    private mutating func skipWord() {
        while index < bytes.endIndex {
            switch bytes[index] {
            case UInt8(ascii: ","), UInt8(ascii: ":"), UInt8(ascii: "]"), UInt8(ascii: "}"): return
            case let byte where Self.isSpace(byte): return
            default: index += 1
            }
        }
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// The index of the next quote or backslash; `end` or more if there is none. Eight bytes at a time, since a history is
    /// a gigabyte of strings.
    fileprivate func nextQuoteOrBackslash(from start: Int, to end: Int) -> Int {
        let (ones, tops): (UInt64, UInt64) = (0x0101_0101_0101_0101, 0x8080_8080_8080_8080)
        var index = start
        while index &+ 8 <= end, let base = baseAddress {
            let word = UnsafeRawPointer(base + index).loadUnaligned(as: UInt64.self).littleEndian
            let (quotes, backslashes) = (word ^ ones &* 0x22, word ^ ones &* 0x5C)
            // The lowest bit that is set belongs to the first byte that is zero; higher ones may not.
            let found = ((quotes &- ones) & ~quotes | (backslashes &- ones) & ~backslashes) & tops
            if found != 0 { return index + found.trailingZeroBitCount / 8 }
            index += 8
        }
        while index < end, self[index] != UInt8(ascii: "\""), self[index] != UInt8(ascii: "\\") { index += 1 }
        return index
    }
}
