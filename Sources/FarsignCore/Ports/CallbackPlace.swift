/// The address on which a callback listens.
package enum CallbackPlace: Sendable, Hashable {
    /// A loopback port that the kernel chooses.
    case anyPort
    case port(Int)
    /// A UNIX socket, to which `ssh -L` forwards, by its file name in the runtime directory.
    case socket(name: String)
}
