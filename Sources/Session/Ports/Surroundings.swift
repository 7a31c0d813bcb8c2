package import FoundationEssentials

/// The clock, randomness and environment of the machine.
package struct Surroundings: Sendable {
    package var now: @Sendable () -> Date
    package var randomBytes: @Sendable (_ count: Int) -> [UInt8]
    package var variable: @Sendable (_ name: String) -> String?
    /// How far local time is ahead of UTC at a time, in seconds. None, unless the program says otherwise.
    package var utcOffset: @Sendable (Date) -> TimeInterval = { _ in 0 }
    /// Waits between two attempts of a refresh.
    package var pause: @Sendable (Duration) -> Void

    /// `--endpoint-url`, for new logins and for sessions of `aws login`.
    package var endpointURL: String?

    package init(
        now: @escaping @Sendable () -> Date,
        randomBytes: @escaping @Sendable (_ count: Int) -> [UInt8],
        variable: @escaping @Sendable (_ name: String) -> String?,
        pause: @escaping @Sendable (Duration) -> Void
    ) {
        self.now = now
        self.randomBytes = randomBytes
        self.variable = variable
        self.pause = pause
    }
}
