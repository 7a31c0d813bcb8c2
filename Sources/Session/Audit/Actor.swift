import Text

/// The process that caused an event, and the person behind it as far as the machine knows.
package struct Actor: Sendable, Hashable {
    package var uid: Int
    package var user: String?
    package var pid: Int
    /// The program that asked; for a credential process, the parent process that ran it.
    package var process: String?
    package var tty: String?
    /// Address and port from sshd.
    package var sshClient: String?
    /// The coding agent for which the process runs. A row keeps it in its detail.
    package var agent: CodingAgent?

    package init(
        uid: Int, user: String?, pid: Int, process: String?, tty: String?, sshClient: String?, agent: CodingAgent? = nil
    ) {
        self.uid = uid
        self.user = user
        self.pid = pid
        self.process = process
        self.tty = tty
        self.sshClient = sshClient
        self.agent = agent
    }

    /// The SSH client's address without its port.
    package var sshAddress: String? {
        sshClient.map { client in
            client.utf8.firstIndex(of: UInt8(ascii: " ")).map { String(client[..<$0]) } ?? client
        }
    }

    /// A text for other people that says from where the person works, safe for a terminal; nil if unknown.
    package var place: String? {
        if let sshAddress { return "ssh from \(ShownText(sshAddress, limit: 50))" }
        return tty.map { "a process at \(ShownText($0, limit: 50))" }
    }
}
