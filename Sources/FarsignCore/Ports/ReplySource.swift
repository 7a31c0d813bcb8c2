package import Text

/// A source of replies for a waiting login.
package protocol ReplySource: Sendable {
    /// Delivers arrivals, from any thread, until ``stop()``.
    func start(_ deliver: @escaping @Sendable (Arrival) -> Void) throws(StateError)
    /// After it returns, nothing more is delivered and a terminal has its previous settings. May be called twice.
    func stop()
}
