public import FarsignShared

/// What a relay has of the workstation that it runs on: a person at a terminal, and a browser.
public struct Workstation: Sendable {
    /// Shows a line, which is safe for a terminal.
    public var say: @Sendable (String) -> Void
    /// Asks a yes-or-no question, one at a time; nil without a terminal.
    ///
    /// Throws `CancellationError` where the task that asks is cancelled: the question is withdrawn then.
    public var ask: (@Sendable (RelayQuestion) async throws -> Bool)?
    public var openBrowser: BrowserLaunch
    public var serveCallback: Callback
    public var randomBytes: @Sendable (_ count: Int) -> [UInt8]
    /// Between two tries to connect. Throws `CancellationError`.
    public var pause: @Sendable (Duration) async throws -> Void

    /// Serves browsers on a loopback port that the kernel picks, from now on, but no other users' processes.
    public typealias Callback =
        @Sendable (@escaping RefusedHandler, @escaping BrowserHandler) async throws(StateError) -> any CallbackServing
    public typealias RefusedHandler = @Sendable (_ uid: Int?) -> Void
    public typealias BrowserHandler = @Sendable (BrowserRequest) async -> BrowserResponse

    public init(
        say: @escaping @Sendable (String) -> Void, ask: (@Sendable (RelayQuestion) async throws -> Bool)?,
        openBrowser: @escaping BrowserLaunch,
        serveCallback: @escaping Callback,
        randomBytes: @escaping @Sendable (_ count: Int) -> [UInt8],
        pause: @escaping @Sendable (Duration) async throws -> Void
    ) {
        self.say = say
        self.ask = ask
        self.openBrowser = openBrowser
        self.serveCallback = serveCallback
        self.randomBytes = randomBytes
        self.pause = pause
    }
}

/// A callback's server that runs.
public protocol CallbackServing: Sendable {
    var address: CallbackAddress { get }
    /// Lets an answer that is being written finish.
    func stop() async
}
