import Foundation
import Testing

/// docs/guide.md says what to do about each error, by its text.
@Suite("the guide's error table")
struct GuideErrorTableTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../..").standardized

    /// The texts of the table's first column. An ellipsis stands for what differs.
    private static let texts: [String] = {
        let guide = (try? String(contentsOf: root.appending(path: "docs/guide.md"), encoding: .utf8)) ?? ""
        let rows = guide.split(separator: "\n").drop { !$0.hasPrefix("| error |") }.dropFirst(2)
            .prefix { $0.hasPrefix("|") }
        return rows.compactMap { $0.split(separator: "|").first }.flatMap { cell in
            cell.matches(of: /`([^`]+)`/).map { String($0.1) }
        }
    }()

    /// All string literals of the sources. A NUL stands for each interpolation, and parts that `+` joins are one literal.
    private static let literals: String = {
        let sources = FileManager.default.enumerator(
            at: root.appending(path: "Sources"), includingPropertiesForKeys: nil)
        var texts = ""
        while let file = sources?.nextObject() as? URL {
            guard file.pathExtension == "swift", let text = try? String(contentsOf: file, encoding: .utf8) else {
                continue
            }
            texts += text.replacing(/"\s*\+\s*"/, with: "") + "\n"
        }
        return withoutInterpolations(texts)
    }()

    private static func withoutInterpolations(_ text: String) -> String {
        var result: [UInt8] = []
        var depth = 0
        var bytes = text.utf8[...]
        while let byte = bytes.popFirst() {
            if depth == 0, byte == UInt8(ascii: "\\"), bytes.first == UInt8(ascii: "(") {
                bytes.removeFirst()
                depth = 1
                result.append(0)
            } else if depth > 0 {
                depth += byte == UInt8(ascii: "(") ? 1 : byte == UInt8(ascii: ")") ? -1 : 0
            } else {
                result.append(byte)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    @Test func `the guide has a table of errors`() {
        #expect(Self.texts.count > 40)
    }

    @Test(arguments: texts)
    func `a text of the guide's error table is one that farsign prints`(_ text: String) {
        // Names in capitals and N stand for what differs as well; what follows 'but' is put in by another function.
        let parts = text.replacing(#/\b[A-Z_]{2,}\b|\bN\b|, but /#, with: "…").split(separator: "…")
            .map { $0.trimmingCharacters(in: [" ", ":", ",", "("]) }.filter { $0.utf8.count > 2 }
        #expect(!parts.isEmpty)
        for part in parts {
            let isThere = Self.literals.contains(part)
            #expect(isThere, "no source has '\(part)'")
        }
    }
}
