import Glibc
import RelayProtocol
import SessionStore

extension Caller {
    /// The relay for which sshd runs `farsign attach`.
    static func relay() -> RelayPeer {
        RelayPeer(transport: .attach, uid: Int(getuid()), pid: nil, sshClient: sshClient())
    }
}
