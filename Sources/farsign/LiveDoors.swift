import CodeIntake
import FarsignCLI
import FarsignCore
import Glibc
import SessionStore

/// The real ways of relays and browsers to a login.
extension Live {
    static func doors(_ paths: UserPaths, pending: PendingFiles) throws(StateError) -> LoginDoors {
        try OpenFiles.check()
        let runtime = try paths.runtime()
        let watch = LoginWatch(directory: pending.directory)
        return LoginDoors(
            host: hostName(), watch: { watch },
            socket: { answering in
                Result { () throws(StateError) in
                    let socket = try RelaySocket(in: SocketDirectory(path: runtime), answering: answering, watch: watch)
                    return LoginDoors.Socket(path: socket.path, source: socket)
                }
            },
            forwarded: { path, answering in
                Result { () throws(StateError) in
                    ForwardedRelay(try UnixSocket(path: path), answering: answering, watch: watch)
                }
            },
            attach: { answering throws(StateError) in
                try pending.prepare()
                try AttachedRelay(answering: answering, watch: watch)
                    .serve(input: STDIN_FILENO, output: STDOUT_FILENO, peer: Caller.relay())
            },
            callback: { place, refused, answer throws(StateError) in
                try CallbackListener(at: place, in: runtime, refused, answer)
            },
            hasBrowser: { browsers.isNear },
            openBrowser: { nextURL, failedLater in
                await BrowserOpener(search: browsers).open(nextURL, failedLater: failedLater).failure
            },
            tmuxClipboard: { text in TmuxClipboard(variable: variable)?.take(text) ?? false })
    }

    private static var browsers: BrowserSearch {
        BrowserSearch(variable: variable, isExecutable: BrowserOpener.isExecutable, isMacOS: false)
    }

    private static func hostName() -> String {
        var name = [CChar](repeating: 0, count: 256)
        guard unsafe gethostname(&name, name.count - 1) == 0 else { return "this machine" }
        return String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}

/// A callback's server, with the socket or port that it has to itself.
private struct CallbackListener: CallbackListening {
    let port: Int?
    let path: String?
    private let server: CallbackServer
    private let socket: ListeningSocket?

    init(
        at place: CallbackPlace, in runtime: String, _ refused: @escaping CallbackServer.Refused,
        _ answer: @escaping CallbackServer.Answer
    ) throws(StateError) {
        switch place {
        case .anyPort, .port:
            let listening = try LoopbackPort.listen(on: place.port)
            (port, path, socket) = (listening.address.port, nil, nil)
            server = CallbackServer(on: listening, refused: refused, answer: answer)
        case .socket(let name):
            let directory = try SocketDirectory(path: runtime)
            try directory.prepare()
            let listening = try UnixSocket(path: "\(directory.path)/\(name)").listen()
            (port, path, socket) = (nil, listening.socket.path, listening)
            server = CallbackServer(on: listening, refused: refused, answer: answer)
        }
    }

    func stop() {
        server.stop()
        socket?.removeFile()
    }
}

extension CallbackPlace {
    fileprivate var port: Int? {
        if case .port(let port) = self { port } else { nil }
    }
}
