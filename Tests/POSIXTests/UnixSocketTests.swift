import FoundationEssentials
import Glibc
import POSIX
import SocketTestSupport
import TestSupport
import Testing
import Text

@Suite("The place of a UNIX socket", .timeLimit(.minutes(5)))
struct UnixSocketTests {
    private let place: SocketPlace

    init() throws {
        place = try SocketPlace()
    }

    private func code(_ body: () throws -> Void) -> StateError.Code? {
        do {
            try body()
            return nil
        } catch let error as StateError {
            return error.code
        } catch {
            return nil
        }
    }

    @Test func `a socket is ours alone`() throws {
        let listening = try place.socket().listen()
        defer { close(listening.descriptor) }
        #expect(mode(of: place.path + "/s") == 0o600)
        close(try place.socket().connect())
    }

    @Test func `a directory is made with its parents, 0700`() throws {
        let directory = try SocketDirectory(path: place.path + "/a/b//./c/")
        try directory.prepare()
        #expect(directory.path == place.path + "/a/b/c")
        #expect(mode(of: place.path + "/a") == 0o700)
        #expect(mode(of: place.path + "/a/b/c") == 0o700)
        try directory.prepare()
    }

    @Test(arguments: [0o000, 0o777] as [mode_t])
    func `the umask changes nothing about it`(_ mask: mode_t) async {
        // In a process of its own: the umask is the whole process's.
        await #expect(processExitsWith: .success) { [mask] in
            umask(mask)
            let place = try SocketPlace()
            try SocketDirectory(path: place.path + "/run/farsign").prepare()
            close(try place.socket("run/farsign/s").listen().descriptor)
            #expect(mode(of: place.path + "/run") == 0o700)
            #expect(mode(of: place.path + "/run/farsign") == 0o700)
            #expect(mode(of: place.path + "/run/farsign/s") == 0o600)
        }
    }

    @Test func `a directory that is missing is not made unasked`() throws {
        #expect(code { _ = try place.socket("none/s").listen() } == .unreadable)
        #expect(inode(of: place.path + "/none") == nil)
    }

    @Test(arguments: [0o701, 0o710, 0o755, 0o777] as [mode_t])
    func `a directory that others can enter is refused`(_ mode: mode_t) throws {
        #expect(chmod(place.path, mode) == 0)
        #expect(code { try place.directory.check() } == .wrongOwner)
        #expect(code { _ = try place.socket().listen() } == .wrongOwner)
        #expect(code { _ = try place.socket().connect() } == .wrongOwner)
    }

    @Test(.enabled(if: geteuid() == 0))
    func `another user's directory is refused`() throws {
        #expect(chown(place.path, 65_534, 65_534) == 0)
        #expect(code { try place.directory.prepare() } == .wrongOwner)
    }

    @Test(arguments: ["link", "link/inner"])
    func `a symbolic link on the way is refused, and named`(_ name: String) throws {
        try SocketDirectory(path: place.path + "/real/inner").prepare()
        #expect(symlink("real", place.path + "/link") == 0)
        // One of root's on the way is none that others could have put there.
        if geteuid() == 0 { #expect(lchown(place.path + "/link", 65_534, 65_534) == 0) }
        let error = #expect(throws: StateError.self) {
            try SocketDirectory(path: place.path + "/" + name).prepare()
        }
        #expect(error?.code == .symbolicLink)
        #expect(error?.path == place.path + "/link")
    }

    @Test(
        .enabled(if: geteuid() == 0),
        arguments: [
            ("real", 0o755, nil), ("./far/../real", 0o755, nil), ("real", 0o777, .symbolicLink),
            ("link", 0o755, .symbolicLink),
        ] as [(String, mode_t, StateError.Code?)])
    func `a link of root's on the way is followed where only root could put it`(
        _ target: String, _ mode: mode_t, _ refusal: StateError.Code?
    ) throws {
        let home = place.path + "/home"
        try SocketDirectory(path: home + "/real/run").prepare()
        #expect(mkdir(home + "/far", 0o755) == 0)
        #expect(symlink(target, home + "/link") == 0)
        #expect(chmod(home, mode) == 0)
        #expect(code { try SocketDirectory(path: home + "/link/run").check() } == refusal)
    }

    @Test func `a path of 107 bytes is used, and one of 108 is refused with other ways to sign in`() throws {
        let name = String(repeating: "n", count: 107 - place.path.utf8.count - 1)
        close(try place.socket(name).listen().descriptor)
        let error = #expect(throws: StateError.self) { try place.socket(name + "n") }
        #expect(error?.code == .socketPathTooLong)
        for way in ["farsign-relay HOST", "--callback-tcp", "pasting"] {
            #expect(error?.hint?.contains(way) == true)
        }
    }

    @Test func `a socket file that nobody listens to is replaced`() throws {
        let first = try place.socket().listen()
        close(first.descriptor)
        let second = try place.socket().listen()
        defer { close(second.descriptor) }
        close(try place.socket().connect())
        first.removeFile()
        #expect(inode(of: place.path + "/s") != nil)
        second.removeFile()
        #expect(inode(of: place.path + "/s") == nil)
    }

    @Test func `a socket that somebody listens to is left alone, however busy`() throws {
        let first = try place.socket().listen()
        defer { close(first.descriptor) }
        let before = inode(of: place.path + "/s")
        var waiting: [Int32] = []
        defer { for descriptor in waiting { close(descriptor) } }
        // Nobody accepts: in the end the queue is full.
        while let next = try? place.socket().connect() { waiting.append(next) }
        #expect(code { _ = try place.socket().listen() } == .socketTaken)
        #expect(inode(of: place.path + "/s") == before)
    }

    @Test func `what is no socket is left alone`() throws {
        let file = place.path + "/s"
        try Data("mine".utf8).write(to: URL(filePath: file))
        #expect(code { _ = try place.socket().listen() } == .socketTaken)
        #expect(try String(contentsOfFile: file, encoding: .utf8) == "mine")
        #expect(unlink(file) == 0)
        #expect(symlink("elsewhere", file) == 0)
        #expect(code { _ = try place.socket().listen() } == .socketTaken)
    }

    @Test func `of many that find a stale socket at once, one replaces it`() async throws {
        close(try place.socket().listen().descriptor)
        let won = await withTaskGroup(of: ListeningSocket?.self) { group in
            for _ in 0..<20 { group.addTask { [place] in try? place.socket().listen() } }
            return await group.reduce(into: [ListeningSocket]()) { $0 += [$1].compactMap(\.self) }
        }
        #expect(won.count == 1)
        close(try place.socket().connect())
        for socket in won { close(socket.descriptor) }
    }
}
