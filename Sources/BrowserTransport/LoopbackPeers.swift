import CPlatform
import Dispatch
import Glibc
import NIOCore
import Synchronization

/// Looks up the owners of connections to a loopback port: off the event loop, one after the other, and limited in
/// number. Any local user can cause look-ups, because the owner is not known before.
final class LoopbackPeers: Sendable {
    /// The maximum number of connections that wait for their look-up; further ones are closed. A browser opens a
    /// handful.
    private static let most = 256

    struct TooMany: Error {}

    private let queue = DispatchQueue(label: "farsign.loopback-peers")
    private let waiting = Atomic(0)
    /// Whether the kernel answers about a single socket, or only shows its tables.
    private let hasDiagnostics: Bool

    init() {
        hasDiagnostics = LoopbackPeer.hasDiagnostics()
    }

    func owner(of channel: any Channel) -> EventLoopFuture<PeerOwner> {
        guard let theirs = IPv4Endpoint(channel.remoteAddress), let ours = IPv4Endpoint(channel.localAddress) else {
            return channel.eventLoop.makeSucceededFuture(.nobody)
        }
        guard waiting.add(1, ordering: .relaxed).newValue <= Self.most else {
            waiting.subtract(1, ordering: .relaxed)
            return channel.eventLoop.makeFailedFuture(TooMany())
        }
        let owner = channel.eventLoop.makePromise(of: PeerOwner.self)
        queue.async { [self] in
            defer { waiting.subtract(1, ordering: .relaxed) }
            owner.succeed(
                hasDiagnostics
                    ? LoopbackPeer.ownerByDiagnostics(of: theirs, to: ours)
                    : LoopbackPeer.ownerInTables(of: theirs, to: ours))
        }
        return owner.futureResult
    }
}
