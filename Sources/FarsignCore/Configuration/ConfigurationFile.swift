/// A configuration file as it was read.
package struct ConfigurationFile: Sendable, Hashable {
    package enum Kind: Sendable, Hashable {
        /// The administrator's, which may have rules.
        case system
        /// The user's own.
        case user
    }

    package let path: String
    package let bytes: [UInt8]
    package let kind: Kind

    package init(path: String, bytes: [UInt8], kind: Kind) {
        self.path = path
        self.bytes = bytes
        self.kind = kind
    }
}
