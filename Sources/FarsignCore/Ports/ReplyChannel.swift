/// The channel that delivered a reply, as the audit history names it.
package enum ReplyChannel: String, Sendable {
    case terminal
    case pipe
    case submit
    /// A relay, over any connection.
    case relay
    /// The browser's redirect to a port or socket of this process.
    case callback
}
