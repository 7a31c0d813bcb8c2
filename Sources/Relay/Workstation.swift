package import BrowserSignIn

/// What a relay has of the workstation that it runs on: a person at a terminal, and a browser.
package struct Workstation: Sendable {
    /// Shows a line, which is safe for a terminal.
    package var say: @Sendable (String) -> Void
    /// Asks a yes-or-no question, one at a time; nil without a terminal.
    ///
    /// Throws `CancellationError` where the task that asks is cancelled: the question is withdrawn then.
    package var ask: (@Sendable (RelayQuestion) async throws -> Bool)?
    package var openBrowser: BrowserLaunch
    /// Listens on a loopback port that the kernel picks.
    package var listen: @Sendable () throws -> any CallbackListener
    package var randomBytes: @Sendable (_ count: Int) -> [UInt8]
    /// Between two tries to connect. Throws `CancellationError`.
    package var pause: @Sendable (Duration) async throws -> Void

    package init(
        say: @escaping @Sendable (String) -> Void, ask: (@Sendable (RelayQuestion) async throws -> Bool)?,
        openBrowser: @escaping BrowserLaunch,
        listen: @escaping @Sendable () throws -> any CallbackListener,
        randomBytes: @escaping @Sendable (_ count: Int) -> [UInt8],
        pause: @escaping @Sendable (Duration) async throws -> Void
    ) {
        self.say = say
        self.ask = ask
        self.openBrowser = openBrowser
        self.listen = listen
        self.randomBytes = randomBytes
        self.pause = pause
    }
}
