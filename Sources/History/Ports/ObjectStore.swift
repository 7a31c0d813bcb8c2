package import Text

/// A place for shipped objects: a bucket with a prefix, or a folder.
package protocol ObjectStore: Sendable {
    /// As the person wrote it.
    var name: String { get }
    /// Writes an object, unless there is one of this name.
    ///
    /// - Throws: ``ObjectStoreError``, ``TransportError`` or ``StateError``. The object may have been written nevertheless.
    func put(_ object: String, _ bytes: [UInt8]) throws -> ObjectWrite
    /// Nil if there is no such object.
    ///
    /// - Parameter limit: the maximum size in bytes.
    func get(_ object: String, limit: Int) throws -> [UInt8]?
    /// The names of all objects, sorted.
    func list() throws -> [String]
}

/// What became of an object that was to be written.
package enum ObjectWrite: Sendable, Equatable {
    case written
    /// An object of that name is there and was not touched.
    ///
    /// - Parameter maybeOurs: whether an earlier try of the same call had no answer, and may have written it.
    case exists(maybeOurs: Bool)
}

/// Why a store of objects refuses.
package typealias ObjectStoreError = CodedError<ObjectStoreErrorCode>

/// See ``ObjectStoreError``.
package enum ObjectStoreErrorCode: String, ErrorCode {
    case accessDenied = "access-denied"
    case noBucket = "no-bucket"
    case noCredentials = "no-credentials"
    case refused = "store-refused"
    case unavailable = "store-unavailable"
    case objectTooLarge = "object-too-large"
}
