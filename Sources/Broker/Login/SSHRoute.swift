/// The ssh destination and options with which the person probably reaches this machine.
struct SSHRoute: Sendable {
    /// This machine's own name; the names in the person's `~/.ssh/config` are unknown here.
    let destination: String
    /// Either empty or with a trailing space.
    let options: String

    /// - Parameter connection: the value of `SSH_CONNECTION`, whose fourth word is the port of sshd (sshd(8)).
    init(user: String?, host: String, connection: String?) {
        destination = (user.map { "\($0)@" } ?? "") + host
        let words = (connection ?? "").split(separator: " ")
        let port = words.count == 4 ? UInt16(words[3]) : nil
        options = port.map { $0 == 22 || $0 == 0 ? "" : "-p \($0) " } ?? ""
    }
}
