/// Where a browser's requests come in.
package enum CallbackPlace: Sendable, Hashable {
    /// A loopback port that the kernel picks.
    case anyPort
    case port(Int)
    /// A UNIX socket, by its file's name in the runtime directory: what `ssh -L` leads to.
    case socket(name: String)
}
