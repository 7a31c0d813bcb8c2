import NIOCore
import NIOPosix
package import RelayProtocol
package import Text

/// The client side of a relay connection.
package final class RelayClient: RelayConnection {
    package let greeting: RelayGreeting
    private let channel: any Channel
    private let handler: NIOLoopBound<RelayClientHandler>
    private let process: SSHProcess?

    /// - Parameter process: the process behind the connection, which ends with it.
    private init(
        _ greeting: RelayGreeting, _ channel: any Channel, _ handler: NIOLoopBound<RelayClientHandler>,
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

    package func call(_ call: RelayCall, timeout: Duration) async throws -> JSONValue {
        let handler = handler
        let answer = channel.eventLoop.flatSubmit { handler.value.call(call, timeout: TimeAmount(timeout)) }
        do {
            return try await answer.get()
        } catch let error as RelayLinkError where error.code == .connectionLost {
            throw await process?.explanation(isGreeted: true) ?? error
        }
    }

    package func close() async {
        channel.close(promise: nil)
        try? await channel.closeFuture.get()
        await process?.end()
    }

    /// Sends `hello` as soon as the channel is active. Call it in the channel's initializer.
    static func open(
        _ channel: any Channel, client: String, helloTimeout: Duration
    ) -> EventLoopFuture<Opening> {
        channel.eventLoop.makeCompletedFuture {
            let handler = RelayClientHandler(
                client: client, helloTimeout: TimeAmount(helloTimeout), on: channel.eventLoop)
            try channel.pipeline.syncOperations.addHandler(handler)
            return Opening(
                channel: channel, handler: NIOLoopBound(handler, eventLoop: channel.eventLoop),
                greeting: handler.greeting.futureResult)
        }
    }

    /// A connection whose broker has not answered `hello` yet.
    struct Opening: Sendable {
        fileprivate let channel: any Channel
        fileprivate let handler: NIOLoopBound<RelayClientHandler>
        fileprivate let greeting: EventLoopFuture<RelayGreeting>

        /// - Throws: ``RelayError`` if the broker refuses, ``RelayLinkError`` if there is no broker.
        func finished(_ process: SSHProcess? = nil) async throws -> RelayClient {
            do {
                return RelayClient(try await greeting.get(), channel, handler, process)
            } catch let error as RelayLinkError where error.code == .connectionLost {
                throw await process?.explanation(isGreeted: false) ?? error
            } catch {
                await process?.end()
                throw error
            }
        }
    }
}
