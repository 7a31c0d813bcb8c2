import FarsignCore
import Session
import Synchronization
import Text

/// What a test compares: an arrival with its bytes as text.
enum Came: Equatable, Sendable {
    case reply(String)
    case tooLong
    case emptyLine
    case resumed
    case interrupted
    case hungUp
    case ended
    case changed
    case told(String)
    case other

    init(_ arrival: Arrival) {
        switch arrival {
        case .reply(let bytes, _): self = .reply(String(decoding: bytes.reveal(), as: UTF8.self))
        case .tooLong: self = .tooLong
        case .emptyLine: self = .emptyLine
        case .resumed: self = .resumed
        case .interrupted: self = .interrupted
        case .hungUp: self = .hungUp
        case .ended: self = .ended
        case .changed: self = .changed
        case .told(let text): self = .told(text)
        case .signedIn, .failed: self = .other
        }
    }
}

/// Gathers what a source delivers.
final class Arrivals: Sendable {
    private let stream: AsyncStream<Arrival>
    private let continuation: AsyncStream<Arrival>.Continuation
    private let delivered = Mutex(0)

    init() {
        (stream, continuation) = AsyncStream.makeStream()
    }

    var count: Int { delivered.withLock { $0 } }

    @Sendable func deliver(_ arrival: Arrival) {
        delivered.withLock { $0 += 1 }
        continuation.yield(arrival)
    }

    /// The next arrival that no earlier call has returned.
    func next() async -> Came? {
        for await arrival in stream { return Came(arrival) }
        return nil
    }

    func next(_ count: Int) async -> [Came] {
        var came: [Came] = []
        while came.count < count, let arrival = await next() { came.append(arrival) }
        return came
    }
}
