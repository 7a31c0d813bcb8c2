package import BrowserSignIn

/// The parts of the workstation that a relay uses: a person at a terminal, and a browser.
package struct Workstation: Sendable {
    /// Shows a line, which must be safe for a terminal.
    package var say: @Sendable (String) -> Void
    /// Asks a yes-or-no question, one at a time; nil without a terminal.
    ///
    /// It throws `CancellationError` if the asking task is cancelled, which withdraws the question.
    package var ask: (@Sendable (RelayQuestion) async throws -> Bool)?
    package var openBrowser: BrowserLaunch
    /// Listens on a loopback port that the kernel chooses.
    package var listen: @Sendable () throws -> any CallbackListener
    package var randomBytes: @Sendable (_ count: Int) -> [UInt8]
    /// Waits between two attempts to connect. Throws `CancellationError`.
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
