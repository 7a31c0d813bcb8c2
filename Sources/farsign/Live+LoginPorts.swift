import BrowserTransport
import FarsignCore
import Glibc
import LoginStore
import POSIX
import RelayTransport
import Session
import SessionStore
import SocketServer
import TerminalInput
import Text

/// The real adapters for relays and browsers.
extension Live {
    static func ports(_ paths: UserPaths, pending: PendingFiles) throws(StateError) -> LoginPorts {
        try OpenFiles.check()
        let runtime = try paths.runtime()
        let watch = LoginWatch(directory: pending.directory)
        return LoginPorts(
            host: hostName(), watch: { watch },
            socket: { handler in
                Result { () throws(StateError) in
                    let socket = try RelaySocket(in: SocketDirectory(path: runtime), handler: handler, watch: watch)
                    return LoginPorts.Socket(path: socket.path, source: socket)
                }
            },
            forwarded: { path, handler in
                Result { () throws(StateError) in
                    ForwardedRelay(try UnixSocket(path: path), handler: handler, watch: watch)
                }
            },
            attach: { handler throws(StateError) in
                try pending.prepare()
                try AttachedRelay(handler: handler, watch: watch)
                    .serve(input: STDIN_FILENO, output: STDOUT_FILENO, peer: Caller.relay())
            },
            callback: { place in try callback(at: place, in: runtime) },
            hasBrowser: { browsers.isNear },
            openBrowser: { nextURL, failedLater in
                await BrowserLauncher(search: browsers).open(nextURL, failedLater: failedLater).failure
            },
            tmuxClipboard: { text in TmuxClipboard(variable: variable)?.take(text) ?? false })
    }

    private static var browsers: BrowserSearch {
        BrowserSearch(variable: variable, isExecutable: BrowserLauncher.isExecutable)
    }

    @Sendable static func hostName() -> String {
        var name = [CChar](repeating: 0, count: 256)
        guard unsafe gethostname(&name, name.count - 1) == 0 else { return "this machine" }
        return String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    private static func callback(at place: CallbackPlace, in runtime: String) throws(StateError) -> CallbackServer {
        switch place {
        case .anyPort: return CallbackServer(on: try LoopbackPort.listen())
        case .port(let port): return CallbackServer(on: try LoopbackPort.listen(on: port))
        case .socket(let name):
            let directory = try SocketDirectory(path: runtime)
            try directory.prepare()
            return CallbackServer(on: try UnixSocket(path: "\(directory.path)/\(name)").listen())
        }
    }
}
