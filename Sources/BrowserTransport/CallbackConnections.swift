import NIOCore
import Synchronization

/// The open connections of a server, so that no caller can take them all and a stop knows what it waits for.
final class CallbackConnections: Sendable {
    private struct State {
        /// Oldest first: those whose request has not come, and those that are answered and not yet gone.
        var idle: [any Channel] = []
        var handler: [ObjectIdentifier: (channel: any Channel, written: EventLoopPromise<Void>)] = [:]
        var isEnding = false
    }

    private let limit: Int
    private let state = Mutex(State())

    init(limit: Int) {
        self.limit = limit
    }

    /// Makes room by closing the one that has been silent for longest: a browser sends its request at once, so
    /// connections that only lie there cannot keep it out.
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

    /// False where the server stops, or has made room.
    func beginAnswer(_ channel: any Channel) -> Bool {
        state.withLock { state in
            guard !state.isEnding, let place = state.idle.firstIndex(where: { $0 === channel }) else { return false }
            state.idle.remove(at: place)
            state.handler[ObjectIdentifier(channel)] = (channel, channel.eventLoop.makePromise())
            return true
        }
    }

    /// The answer is written, and all that is left is that the browser goes.
    func endAnswer(_ channel: any Channel) {
        let answered = state.withLock { state in
            let answered = state.handler.removeValue(forKey: ObjectIdentifier(channel))
            if answered != nil { state.idle.append(channel) }
            return answered
        }
        answered?.written.succeed()
    }

    /// Closes those that wait for nothing, then the others as they are answered, or all of them after the grace period.
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
