import Testing

@testable import CodeIntake

/// The addresses are in words of 32 bits as a little-endian machine prints them.
@Suite("Whose process is at the other end of a loopback connection")
struct LoopbackPeerTests {
    private static let ours = IPv4End(host: "127.0.0.1", port: 40_000)
    private static let theirs = IPv4End(host: "127.0.0.1", port: 50_000)
    private static let theirsElsewhere = IPv4End(host: "127.0.0.2", port: 50_000)

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
    func `is in the row with both addresses, of either table`(_ theirs: IPv4End, _ row: String) {
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
    func `is not in the row of another connection`(_ row: String) {
        #expect(LoopbackPeer.uid(from: Self.theirs, to: Self.ours, in: Self.head + row) == nil)
    }

    @Test func `is nobody's in a row without an inode, whose uid is root's`() {
        let gone = Self.row("0100007F:C350", "0100007F:9C40", uid: 0, inode: 0)
        #expect(LoopbackPeer.uid(from: Self.theirs, to: Self.ours, in: Self.head + gone) == nil)
        let there = Self.row("0100007F:C350", "0100007F:9C40", uid: 1001, inode: 31180)
        #expect(LoopbackPeer.uid(from: Self.theirs, to: Self.ours, in: Self.head + gone + there) == 1001)
    }
}
