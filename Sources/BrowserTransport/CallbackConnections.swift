import NIOCore
import Synchronization

/// The open connections of a server, limited in number so that no client can occupy them all.
final class CallbackConnections: Sendable {
    private struct State {
        /// Oldest first: connections without a complete request, and answered ones that are not closed yet.
        var idle: [any Channel] = []
        var handler: [ObjectIdentifier: (channel: any Channel, written: EventLoopPromise<Void>)] = [:]
        var isEnding = false
    }

    private let limit: Int
    private let state = Mutex(State())

    init(limit: Int) {
        self.limit = limit
    }

    /// Makes room by closing the connection that has been silent longest. A browser sends its request at once, so
    /// idle connections cannot block it.
    func admit(_ channel: any Channel) -> Bool {
        let (isAdmitted, oldest) = state.withLock { state -> (Bool, (any Channel)?) in
            let isFull = state.idle.count + state.handler.count >= limit
            guard !state.isEnding, !isFull || !state.idle.isEmpty else { return (false, nil) }
            let oldest = isFull ? state.idle.removeFirst() : nil
            state.idle.append(channel)
            return (true, oldest)
        }
        oldest?.close(promise: nil)
        if isAdmitted { channel.closeFuture.whenComplete { [self] _ in forget(channel) } }
        return isAdmitted
    }

    /// Returns false if the server is stopping or has closed the connection to make room.
    func beginAnswer(_ channel: any Channel) -> Bool {
        state.withLock { state in
            guard !state.isEnding, let place = state.idle.firstIndex(where: { $0 === channel }) else { return false }
            state.idle.remove(at: place)
            state.handler[ObjectIdentifier(channel)] = (channel, channel.eventLoop.makePromise())
            return true
        }
    }

    /// Records that the response is written and only the browser's close is outstanding.
    func endAnswer(_ channel: any Channel) {
        let answered = state.withLock { state in
            let answered = state.handler.removeValue(forKey: ObjectIdentifier(channel))
            if answered != nil { state.idle.append(channel) }
            return answered
        }
        answered?.written.succeed()
    }

    /// Closes idle connections at once, the others when they are answered, and all after the grace period.
    func close(within gracePeriod: TimeAmount, on loop: any EventLoop) -> EventLoopFuture<Void> {
        let (idle, handler) = state.withLock { state in
            state.isEnding = true
            return (state.idle, Array(state.handler.values))
        }
        for channel in idle { channel.close(promise: nil) }
        let late = loop.scheduleTask(in: gracePeriod) {
            for (channel, _) in handler { channel.close(promise: nil) }
        }
        return EventLoopFuture.andAllComplete(handler.map(\.written.futureResult), on: loop).flatMap {
            late.cancel()
            for (channel, _) in handler { channel.close(promise: nil) }
            return EventLoopFuture.andAllComplete((idle + handler.map(\.channel)).map(\.closeFuture), on: loop)
        }
    }

    private func forget(_ channel: any Channel) {
        let answered = state.withLock { state in
            state.idle.removeAll { $0 === channel }
            return state.handler.removeValue(forKey: ObjectIdentifier(channel))
        }
        answered?.written.succeed()
    }
}
