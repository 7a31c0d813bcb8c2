package import BrowserSignIn
package import RelayProtocol
package import Text

/// How relays and browsers reach a login that waits.
package struct LoginPorts: Sendable {
    /// This machine's name, for relays.
    package var host: String
    /// Tells of every change to a pending login, by whichever process.
    package var watch: @Sendable () -> any ReplySource
    /// The socket that waiting logins share. It is open once started.
    package var socket: @Sendable (any RelayHandler) -> Result<Socket, StateError>
    /// Answers the relay that is behind the socket at `path`.
    package var forwarded: @Sendable (_ path: String, any RelayHandler) -> Result<any ReplySource, StateError>
    /// Answers the relay on stdin and stdout until it is gone.
    package var attach: @Sendable (any RelayHandler) throws(StateError) -> Void
    /// Listens for the redirect of a browser.
    package var callback: @Sendable (CallbackPlace) throws -> any CallbackListener
    /// Whether there is a browser that this session would show.
    package var hasBrowser: @Sendable () -> Bool
    package var openBrowser: BrowserLaunch

    /// Puts a text on the clipboard through the tmux that farsign runs in, which takes it from no escape sequence by
    /// default; false where there is none. Blocks.
    package var tmuxClipboard: @Sendable (_ text: String) -> Bool

    package struct Socket: Sendable {
        package let path: String
        package let source: any ReplySource

        package init(path: String, source: any ReplySource) {
            self.path = path
            self.source = source
        }
    }

    package init(
        host: String, watch: @escaping @Sendable () -> any ReplySource,
        socket: @escaping @Sendable (any RelayHandler) -> Result<Socket, StateError>,
        forwarded: @escaping @Sendable (_ path: String, any RelayHandler) -> Result<any ReplySource, StateError>,
        attach: @escaping @Sendable (any RelayHandler) throws(StateError) -> Void,
        callback: @escaping @Sendable (CallbackPlace) throws -> any CallbackListener,
        hasBrowser: @escaping @Sendable () -> Bool,
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
