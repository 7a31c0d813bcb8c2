public import FarsignShared
import NIOCore
import NIOPosix

/// The relay's end of a connection.
public final class RelayEnd: RelayConnection {
    public let greeting: RelayGreeting
    private let channel: any Channel
    private let handler: NIOLoopBound<RelayEndHandler>
    private let process: SSHProcess?

    /// - Parameter process: what is behind the connection, and ends with it.
    private init(
        _ greeting: RelayGreeting, _ channel: any Channel, _ handler: NIOLoopBound<RelayEndHandler>,
        _ process: SSHProcess?
    ) {
        self.greeting = greeting
        self.channel = channel
        self.handler = handler
        self.process = process
    }

    deinit {
        channel.close(promise: nil)
    }

    public func call(_ call: RelayCall, timeout: Duration) async throws -> JSONValue {
        let handler = handler
        let answer = channel.eventLoop.flatSubmit { handler.value.call(call, timeout: TimeAmount(timeout)) }
        do {
            return try await answer.get()
        } catch let error as RelayLinkError where error.code == .connectionLost {
            throw await process?.explanation(isGreeted: true) ?? error
        }
    }

    public func close() async {
        channel.close(promise: nil)
        try? await channel.closeFuture.get()
        await process?.end()
    }

    /// Says hello on a channel as soon as it is active. It belongs into the channel's initializer.
    static func open(
        _ channel: any Channel, client: String, patience: Duration
    ) -> EventLoopFuture<Opening> {
        channel.eventLoop.makeCompletedFuture {
            let handler = RelayEndHandler(client: client, patience: TimeAmount(patience), on: channel.eventLoop)
            try channel.pipeline.syncOperations.addHandler(handler)
            return Opening(
                channel: channel, handler: NIOLoopBound(handler, eventLoop: channel.eventLoop),
                greeting: handler.greeting.futureResult)
        }
    }

    /// A connection whose broker has not said hello yet.
    struct Opening: Sendable {
        fileprivate let channel: any Channel
        fileprivate let handler: NIOLoopBound<RelayEndHandler>
        fileprivate let greeting: EventLoopFuture<RelayGreeting>

        /// - Throws: ``RelayError`` where the broker says no, ``RelayLinkError`` where none is there.
        func finished(_ process: SSHProcess? = nil) async throws -> RelayEnd {
            do {
                return RelayEnd(try await greeting.get(), channel, handler, process)
            } catch let error as RelayLinkError where error.code == .connectionLost {
                throw await process?.explanation(isGreeted: false) ?? error
            } catch {
                await process?.end()
                throw error
            }
        }
    }
}
