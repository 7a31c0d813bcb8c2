public import FoundationEssentials

/// What a program takes from the machine it runs on.
public struct Surroundings: Sendable {
    public var now: @Sendable () -> Date
    public var randomBytes: @Sendable (_ count: Int) -> [UInt8]
    public var variable: @Sendable (_ name: String) -> String?
    /// Waits between two tries of a refresh.
    public var pause: @Sendable (Duration) -> Void

    public init(
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
