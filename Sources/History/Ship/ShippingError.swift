package import Text

/// Why rows are not shipped.
package typealias ShippingError = CodedError<ShippingErrorCode>

/// See ``ShippingError``.
package enum ShippingErrorCode: String, ErrorCode {
    /// An object of the same name has other rows.
    case fork = "fork"
    case badDestination = "bad-destination"
}

extension ShippingError {
    package static func fork(_ object: String, in store: String, reason: String) -> ShippingError {
        ShippingError(
            .fork, "\(store.shown) already has \(object.shown) \(reason)",
            hint: "two histories use this host's name, or an older ledger was put in place of this one; nothing was "
                + "overwritten. 'farsign audit verify --from' tells them apart")
    }

    package static func badDestination(_ text: String) -> ShippingError {
        ShippingError(
            .badDestination, "'\(text.shown)' is no place for a history",
            hint: "write s3://BUCKET/PREFIX, the path of a folder, or for 'farsign audit ship' also syslog or journald")
    }

    package static func notReadable(_ log: LogDestination) -> ShippingError {
        ShippingError(
            .badDestination, "\(log.name.shown) can only be written to",
            hint: "name a bucket or a folder to read from; a folder of that name is ./\(log.daemon.rawValue)")
    }
}
