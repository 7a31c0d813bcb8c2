import Glibc
import SignIn
import TestSupport
import Testing

@testable import BrowserTransport

/// The addresses are in words of 32 bits as a little-endian machine prints them.
@Suite("Whose process is at the other end of a loopback connection")
struct LoopbackPeerTests {
    private static let ours = IPv4Endpoint(host: "127.0.0.1", port: 40_000)
    private static let theirs = IPv4Endpoint(host: "127.0.0.1", port: 50_000)
    private static let theirsElsewhere = IPv4Endpoint(host: "127.0.0.2", port: 50_000)

    private static let head =
        "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
        + "   0: 0100007F:9C40 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 31171 1 0 100 0 0 10 0\n"

    /// A line as the kernel prints it, padded with spaces.
    private static func row(_ local: String, _ remote: String, uid: Int, inode: Int) -> String {
        "  11: \(local) \(remote) 01 00000000:00000000 00:00000000 00000000  \(uid)        0 \(inode) 1 0 20 4 30 10 -1   \n"
    }

    private static let mapped = "0000000000000000FFFF0000"

    @Test(arguments: [
        (theirs, row("0100007F:C350", "0100007F:9C40", uid: 1001, inode: 31180)),
        (theirsElsewhere, row("0200007F:C350", "0100007F:9C40", uid: 1001, inode: 31180)),
        (theirs, row("\(mapped)0100007F:C350", "\(mapped)0100007F:9C40", uid: 1001, inode: 31180)),
        (theirsElsewhere, row("\(mapped)0200007F:C350", "\(mapped)0100007F:9C40", uid: 1001, inode: 31180)),
    ])
    func `a loopback connection's peer is in the row with both addresses, of either table`(
        _ theirs: IPv4Endpoint, _ row: String
    ) {
        #expect(LoopbackPeer.uid(from: theirs, to: Self.ours, in: Self.head + row) == 1001)
    }

    @Test(arguments: [
        "", row("0100007F:9C40", "0100007F:C350", uid: 1001, inode: 31180),
        row("0200007F:C350", "0100007F:9C40", uid: 1001, inode: 31180),
        row("0100007F:C350", "0200007F:9C40", uid: 1001, inode: 31180),
        row("0100007F:C351", "0100007F:9C40", uid: 1001, inode: 31180),
        row("00000000000000000000000001000000:C350", "00000000000000000000000001000000:9C40", uid: 1001, inode: 31180),
        "  11: 0100007F:C350 0100007F:9C40 01\n",
    ])
    func `a loopback connection's peer is not in the row of another connection`(_ row: String) {
        #expect(LoopbackPeer.uid(from: Self.theirs, to: Self.ours, in: Self.head + row) == nil)
    }

    @Test func `a loopback connection's peer is nobody's in a row without an inode, whose uid is root's`() {
        let gone = Self.row("0100007F:C350", "0100007F:9C40", uid: 0, inode: 0)
        #expect(LoopbackPeer.uid(from: Self.theirs, to: Self.ours, in: Self.head + gone) == nil)
        let there = Self.row("0100007F:C350", "0100007F:9C40", uid: 1001, inode: 31180)
        #expect(LoopbackPeer.uid(from: Self.theirs, to: Self.ours, in: Self.head + gone + there) == 1001)
    }

    @Test(.enabled(if: LoopbackPeer.hasDiagnostics()), arguments: [AF_INET, AF_INET6])
    func `a loopback connection's peer is what the kernel says of that one socket, as long as somebody holds it`(
        _ family: Int32
    ) async throws {
        let port = try LoopbackPort.listen()
        defer { close(port.descriptor) }
        let ours = IPv4Endpoint(host: "127.0.0.1", port: port.address.port)
        let client = try Self.connect(to: UInt16(port.address.port), family)
        let theirs = IPv4Endpoint(host: "127.0.0.1", port: try Self.localPort(of: client))
        #expect(LoopbackPeer.ownerByDiagnostics(of: theirs, to: ours) == .user(geteuid()))
        #expect(LoopbackPeer.ownerInTables(of: theirs, to: ours) == .user(geteuid()))

        let other = IPv4Endpoint(host: "127.0.0.1", port: theirs.port == 1 ? 2 : theirs.port - 1)
        for (theirs, ours) in [
            (other, ours), (IPv4Endpoint(host: "127.0.0.2", port: theirs.port), ours), (ours, theirs),
        ] {
            #expect(LoopbackPeer.ownerByDiagnostics(of: theirs, to: ours) == .nobody)
        }
        close(client)
        // A child that another test starts at this moment has the descriptor until it is another program.
        #expect(yields(until: { LoopbackPeer.ownerByDiagnostics(of: theirs, to: ours) == .nobody }))
    }

    private static func connect(to port: UInt16, _ family: Int32) throws -> Int32 {
        let client = socket(family, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var status: Int32 = -1
        if family == AF_INET {
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = port.bigEndian
            address.sin_addr.s_addr = UInt32(INADDR_LOOPBACK).bigEndian
            status = withUnsafePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    Glibc.connect(client, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
        } else {
            var address = sockaddr_in6()
            address.sin6_family = sa_family_t(AF_INET6)
            address.sin6_port = port.bigEndian
            inet_pton(AF_INET6, "::ffff:127.0.0.1", &address.sin6_addr)
            status = withUnsafePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    Glibc.connect(client, $0, socklen_t(MemoryLayout<sockaddr_in6>.size))
                }
            }
        }
        try #require(status == 0)
        return client
    }

    private static func localPort(of descriptor: Int32) throws -> Int {
        // The port is at the same place in both.
        var address = sockaddr_in6()
        var length = socklen_t(MemoryLayout<sockaddr_in6>.size)
        let status = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
        }
        try #require(status == 0)
        return Int(UInt16(bigEndian: address.sin6_port))
    }
}
