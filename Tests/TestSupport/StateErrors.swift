package import Text

/// What `body` throws, where it is a ``StateError``.
package func stateError(_ body: () throws -> Void) -> StateError? {
    do {
        try body()
        return nil
    } catch {
        return error as? StateError
    }
}
