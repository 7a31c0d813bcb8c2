import Glibc
import NIOCore
import NIOPosix
import POSIX
import Polling
package import RelayProtocol
package import Text

/// A relay on standard input and output, served by `farsign attach` behind `ssh`.
///
/// The bytes pass through a pair of sockets, so that the modes of the two files, terminals included, do not change
/// for the processes that share them.
package struct AttachedRelay: Sendable {
    private let watch: LoginWatch
    private let server: RelayServer

    /// - Parameter watch: must not be started yet.
    package init(handler: any RelayHandler, watch: LoginWatch, limits: RelayLimits = .standard) {
        self.watch = watch
        server = RelayServer(handler: handler, watch: watch, limits: limits)
    }

    /// Blocks until the input or the connection ends.
    package func serve(input: Int32, output: Int32, peer: RelayPeer) throws(StateError) {
        try watch.start(changed: {})
        defer { watch.stop() }
        let pair = try SocketPair()
        let pump = pair.ours
        defer { close(pump) }
        try connect(pair.theirs, peer)
        let reader = PollingThread(label: "farsign.attach")
        try reader.start(preparing: { () throws(StateError) in }) { _, wake in
            copy(from: input, to: pump, until: wake)
            shutdown(pump, Int32(SHUT_WR))
        }
        // The output of a shell's start-up may end without a line break; the first answer needs a line of its own.
        if (try? writeWhole("\n".utf8, to: output)) != nil { copy(from: pump, to: output, until: -1) }
        shutdown(pump, Int32(SHUT_RDWR))
        reader.stop()
        server.shutDown()
    }

    private func connect(_ descriptor: Int32, _ peer: RelayPeer) throws(StateError) {
        do {
            _ = try ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .channelOption(.allowRemoteHalfClosure, value: true)
                .channelInitializer { [server] in server.serve($0, peer) }
                .withConnectedSocket(descriptor).wait()
        } catch {
            throw StateError(.unreadable, path: "attach", "cannot serve the relay: \("\(error)".shown)")
        }
    }
}

/// Copies until the end of the source, or until `wake` is readable.
private func copy(from source: Int32, to target: Int32, until wake: Int32) {
    var chunk = Chunk()
    while true {
        guard let found = poll([wake, source], for: nil) else { continue }
        guard found[0] == 0 else { return }
        let outcome = chunk.fill(from: source)
        let isWritten = outcome != .bytes || (try? writeWhole(chunk.bytes, to: target)) != nil
        chunk.wipe()
        if outcome == .end || !isWritten { return }
    }
}
