/// How the person's ssh comes to this machine, as far as this machine can tell.
struct SSHRoute: Sendable {
    /// By the names that this machine has of itself: those of the person's `~/.ssh/config` it cannot know.
    let destination: String
    /// With a space after them.
    let options: String

    /// - Parameter connection: `SSH_CONNECTION`, whose fourth word is the port of sshd (sshd(8)).
    init(user: String?, host: String, connection: String?) {
        destination = (user.map { "\($0)@" } ?? "") + host
        let words = (connection ?? "").split(separator: " ")
        let port = words.count == 4 ? UInt16(words[3]) : nil
        options = port.map { $0 == 22 || $0 == 0 ? "" : "-p \($0) " } ?? ""
    }
}
