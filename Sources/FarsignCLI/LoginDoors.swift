public import FarsignCore

/// How relays and browsers reach a login that waits.
public struct LoginDoors: Sendable {
    /// This machine's name, for relays.
    public var host: String
    /// Tells of every change to a pending login, by whichever process.
    public var watch: @Sendable () -> any ReplySource
    /// The socket that waiting logins share. It is open once started.
    public var socket: @Sendable (any RelayAnswering) -> Result<Socket, StateError>
    /// Answers the relay that is behind the socket at `path`.
    public var forwarded: @Sendable (_ path: String, any RelayAnswering) -> Result<any ReplySource, StateError>
    /// Answers the relay on stdin and stdout until it is gone.
    public var attach: @Sendable (any RelayAnswering) throws(StateError) -> Void
    public var callback: Callback
    /// Whether there is a browser that this session would show.
    public var hasBrowser: @Sendable () -> Bool
    public var openBrowser: BrowserLaunch

    /// Puts a text on the clipboard through the tmux that farsign runs in, which takes it from no escape sequence by
    /// default; false where there is none. Blocks.
    public var tmuxClipboard: @Sendable (_ text: String) -> Bool

    public struct Socket: Sendable {
        public let path: String
        public let source: any ReplySource

        public init(path: String, source: any ReplySource) {
            self.path = path
            self.source = source
        }
    }

    /// Serves a browser's requests from now on, but those of other users' processes.
    public typealias Callback =
        @Sendable (CallbackPlace, @escaping RefusedHandler, @escaping BrowserHandler) throws(StateError) ->
        any CallbackListening
    public typealias BrowserHandler = @Sendable (BrowserRequest) async -> BrowserResponse
    public typealias RefusedHandler = @Sendable (_ uid: Int?) -> Void

    public init(
        host: String, watch: @escaping @Sendable () -> any ReplySource,
        socket: @escaping @Sendable (any RelayAnswering) -> Result<Socket, StateError>,
        forwarded: @escaping @Sendable (_ path: String, any RelayAnswering) -> Result<any ReplySource, StateError>,
        attach: @escaping @Sendable (any RelayAnswering) throws(StateError) -> Void,
        callback: @escaping Callback, hasBrowser: @escaping @Sendable () -> Bool,
        openBrowser: @escaping BrowserLaunch,
        tmuxClipboard: @escaping @Sendable (_ text: String) -> Bool
    ) {
        self.host = host
        self.watch = watch
        self.socket = socket
        self.forwarded = forwarded
        self.attach = attach
        self.callback = callback
        self.hasBrowser = hasBrowser
        self.openBrowser = openBrowser
        self.tmuxClipboard = tmuxClipboard
    }
}

/// Where a browser's requests come in.
public enum CallbackPlace: Sendable, Hashable {
    /// A loopback port that the kernel picks.
    case anyPort
    case port(Int)
    /// A UNIX socket, by its file's name in the runtime directory: what `ssh -L` leads to.
    case socket(name: String)
}

/// A server of callbacks that runs.
public protocol CallbackListening: Sendable {
    /// Nil on a UNIX socket.
    var port: Int? { get }
    /// Nil on a port.
    var path: String? { get }
    /// Lets an answer that is being written finish. Blocks.
    func stop()
}
