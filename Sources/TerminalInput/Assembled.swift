import FarsignCore
import Session
import Text

/// The result of a reply assembler for the bytes so far.
enum Assembled: Equatable {
    case reply(Secret<[UInt8]>)
    /// Enter after nothing but white space.
    case emptyLine
    case tooLong
    case interrupted
    case ended
}

extension Assembled {
    func arrival(by channel: ReplyChannel) -> Arrival {
        switch self {
        case .reply(let bytes): .reply(bytes, channel)
        case .emptyLine: .emptyLine
        case .tooLong: .tooLong(channel)
        case .interrupted: .interrupted
        case .ended: .ended(channel)
        }
    }
}
