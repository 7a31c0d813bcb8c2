import FoundationEssentials
import Glibc
import POSIX
import RelayTransport
import SocketTestSupport
import TestSupport
import Testing
import Text

@Suite("The watch on pending logins", .timeLimit(.minutes(5)))
struct LoginWatchTests {
    private let place: SocketPlace
    private let changes = Events<Void>()

    init() throws {
        place = try SocketPlace()
    }

    private func put(_ name: String, in directory: String) throws {
        try Data().write(to: URL(filePath: directory + "/temporary"))
        try #require(rename(directory + "/temporary", directory + "/" + name) == 0)
    }

    @Test func `a file that comes, is replaced or goes is told`() async throws {
        // No tick comes within the test.
        let watch = LoginWatch(directory: place.path, interval: .seconds(3600))
        try watch.start(changed: { [changes] in changes.add(()) })
        defer { watch.stop() }
        try put("login", in: place.path)
        #expect(await changes.next() != nil)
        try put("login", in: place.path)
        #expect(await changes.next() != nil)
        #expect(unlink(place.path + "/login") == 0)
        #expect(await changes.next() != nil)
    }

    @Test func `a directory that cannot be watched is looked at again and again`() async throws {
        let watch = LoginWatch(directory: place.path + "/missing", interval: .milliseconds(1))
        try watch.start(changed: { [changes] in changes.add(()) })
        defer { watch.stop() }
        for _ in 1...3 { #expect(await changes.next() != nil) }
    }

    @Test func `a directory that goes and is made anew is still looked at`() async throws {
        let directory = place.path + "/pending"
        try SocketDirectory(path: directory).prepare()
        let watch = LoginWatch(directory: directory, interval: .milliseconds(1))
        try watch.start(changed: { [changes] in changes.add(()) })
        defer { watch.stop() }
        #expect(rmdir(directory) == 0)
        #expect(await changes.next() != nil)
        try SocketDirectory(path: directory).prepare()
        try put("login", in: directory)
        #expect(await changes.next() != nil)
    }

    @Test func `after its stop nothing is told`() async throws {
        let watch = LoginWatch(directory: place.path, interval: .milliseconds(1))
        try watch.start(changed: { [changes] in changes.add(()) })
        watch.stop()
        watch.stop()
        try put("login", in: place.path)
        #expect(changes.count == 0)
    }
}
