import Text

/// Who is at the other end of a relay's connection, as far as this machine knows.
package struct RelayPeer: Sendable, Equatable {
    /// The way that a relay or a browser reaches a login.
    package enum Transport: String, Sendable {
        /// `farsign attach`, over ssh.
        case attach
        /// The socket that a waiting login serves.
        case socket
        /// The socket that `FARSIGN_RELAY` names.
        case forwarded
        /// The port or socket of a login's own callback.
        case callback
    }

    package let transport: Transport
    /// Of the process at the other end, by the kernel's word; that of sshd where the socket is forwarded. Nil for one
    /// that the kernel does not know.
    package let uid: Int?
    package let pid: Int?
    /// Address and port of the ssh client, where sshd told us.
    package let sshClient: String?
    /// What it says it is; nil before `hello`.
    package var client: String?
    /// Given by the server of the connection; nil for a browser.
    package var connection: ConnectionID?

    package init(
        transport: Transport, uid: Int?, pid: Int?, sshClient: String? = nil, client: String? = nil,
        connection: ConnectionID? = nil
    ) {
        self.transport = transport
        self.uid = uid
        self.pid = pid
        self.sshClient = sshClient
        self.client = client
        self.connection = connection
    }

    /// For a person.
    package var description: String {
        if let sshClient { return "ssh from \(sshClient.prefix { $0 != " " })".shown }
        let process = (uid.map { "uid \($0)" } ?? "no uid") + (pid.map { ", process \($0)" } ?? "")
        return switch transport {
        case .attach: "farsign attach (\(process))"
        case .socket: "the socket (\(process))"
        case .forwarded: "FARSIGN_RELAY (\(process))"
        case .callback: "the callback (\(process))"
        }
    }
}
