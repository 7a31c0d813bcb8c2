package import BrowserSignIn
package import RelayProtocol
import Session
package import Text

/// The adapters through which relays and browsers reach a waiting login.
package struct LoginPorts: Sendable {
    /// This machine's name, for relays.
    package var host: String
    /// Reports every change to a pending login by any process.
    package var watch: @Sendable () -> any ReplySource
    /// The socket that waiting logins share; it listens once it was started.
    package var socket: @Sendable (any RelayHandler) -> Result<Socket, StateError>
    /// Serves the relay that listens on the socket at `path`.
    package var forwarded: @Sendable (_ path: String, any RelayHandler) -> Result<any ReplySource, StateError>
    /// Serves the relay on stdin and stdout until it disconnects.
    package var attach: @Sendable (any RelayHandler) throws(StateError) -> Void
    /// Listens for the redirect of a browser.
    package var callback: @Sendable (CallbackPlace) throws -> any CallbackListener
    /// Whether this session can show a browser.
    package var hasBrowser: @Sendable () -> Bool
    package var openBrowser: BrowserLaunch

    /// Copies a text to the clipboard through the tmux in which farsign runs, because tmux by default ignores the
    /// escape sequence. Returns false without tmux. Blocks.
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
