import Foundation

/// Files made by other programs; each folder's README says how.
package enum Vectors {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../Vectors").standardized

    package static func bytes(_ path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: folder.appending(path: path)))
    }

    package static func text(_ path: String) throws -> String {
        String(decoding: try bytes(path), as: UTF8.self)
    }
}
