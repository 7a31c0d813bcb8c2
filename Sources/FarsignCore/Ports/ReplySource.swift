package import Text

/// Where replies come from while a login waits.
package protocol ReplySource: Sendable {
    /// Delivers what arrives, from any thread, until ``stop()``.
    func start(_ deliver: @escaping @Sendable (Arrival) -> Void) throws(StateError)
    /// Once it returns nothing is delivered any more, and a terminal is as it was before. May be called twice.
    func stop()
}
