public import FarsignShared
import Glibc
import NIOCore
import NIOPosix

/// A relay at the other end of standard input and output, as `farsign attach` has it behind `ssh`.
///
/// The bytes pass through a pair of sockets: whatever kind of file the two are, terminals included, they stay as they
/// were for the processes that share them.
public struct AttachedRelay: Sendable {
    private let watch: LoginWatch
    private let wire: BrokerWire

    /// - Parameter watch: not started yet.
    public init(answering: any RelayAnswering, watch: LoginWatch, limits: RelayLimits = .standard) {
        self.watch = watch
        wire = BrokerWire(answering: answering, watch: watch, limits: limits)
    }

    /// Blocks until the input ends or the connection is over.
    public func serve(input: Int32, output: Int32, peer: RelayPeer) throws(StateError) {
        try watch.start { _ in }
        defer { watch.stop() }
        let pair = try SocketPair()
        let pump = pair.ours
        defer { close(pump) }
        try connect(pair.theirs, peer)
        let reader = IntakeThread(label: "farsign.attach")
        try reader.start(preparing: { () throws(StateError) in }) { _, wake in
            copy(from: input, to: pump, until: wake)
            shutdown(pump, Int32(SHUT_WR))
        }
        // A shell's start-up may have left an unfinished line: our first answer is to have one of its own.
        if writeAll([UInt8(ascii: "\n")], to: output) { copy(from: pump, to: output, until: -1) }
        shutdown(pump, Int32(SHUT_RDWR))
        reader.stop()
        wire.end()
    }

    private func connect(_ descriptor: Int32, _ peer: RelayPeer) throws(StateError) {
        do {
            _ = try ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .channelOption(.allowRemoteHalfClosure, value: true)
                .channelInitializer { [wire] in wire.serve($0, peer) }
                .withConnectedSocket(descriptor).wait()
        } catch {
            throw StateError(.unreadable, path: "attach", "cannot serve the relay: \("\(error)".shown)")
        }
    }
}

/// Copies until the end, or until `wake` is readable.
private func copy(from source: Int32, to target: Int32, until wake: Int32) {
    var chunk = Chunk()
    while true {
        guard let found = poll([wake, source], for: nil) else { continue }
        guard found[0] == 0 else { return }
        let outcome = chunk.fill(from: source)
        let isWritten = outcome != .bytes || writeAll(Array(chunk.bytes), to: target)
        chunk.wipe()
        if outcome == .end || !isWritten { return }
    }
}

/// False when nobody reads any more.
private func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
        let count = unsafe rest.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
        if count > 0 {
            rest = rest.dropFirst(count)
        } else if errno == EAGAIN {
            var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            _ = unsafe Glibc.poll(&entry, 1, -1)
        } else if errno != EINTR {
            return false
        }
    }
    return true
}
