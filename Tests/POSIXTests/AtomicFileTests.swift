import Glibc
import POSIX
import SocketTestSupport
import Synchronization
import TestSupport
import Testing
import Text

@Suite("replacing files")
struct AtomicFileTests {
    let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    @Test func `a reader always finds the old or the new version`() throws {
        let path = directory.path + "/file"
        let versions = (0..<2).map { [UInt8](repeating: UInt8(ascii: "a") + UInt8($0), count: 50_000) }
        try AtomicFile(path: path).replace(with: versions[0])
        let isDone = Atomic(false)
        onThreads(2) { thread in
            do {
                if thread == 0 {
                    for turn in 0..<200 { try AtomicFile(path: path).replace(with: versions[turn % 2]) }
                    isDone.store(true, ordering: .relaxed)
                } else {
                    while !isDone.load(ordering: .relaxed) {
                        let bytes = try FileReading.bytes(of: path, limit: 1 << 20, .ours)
                        if bytes.map(versions.contains) != true { Issue.record("something in between") }
                    }
                }
            } catch {
                isDone.store(true, ordering: .relaxed)
                Issue.record(error)
            }
        }

        #expect(try directory.names(directory.path) == ["file"])
    }

    @Test(arguments: [0, 0o777] as [mode_t])
    func `a replaced file is 0600, and what a killed writer left is taken away`(_ mask: mode_t) throws {
        let file = AtomicFile(path: directory.path + "/file")
        symlink(try directory.write("elsewhere", "old"), file.temporaryPath)
        onThread(umask: mask) { #expect(throws: Never.self) { try file.replace(with: Array("new".utf8)) } }

        #expect(mode(of: file.path) == 0o600)
        #expect(try text(of: directory.path + "/elsewhere") == "old")
        #expect(try directory.names(directory.path) == ["elsewhere", "file"])
    }

    @Test func `after a failure the old version stands and no temporary file is left`() throws {
        mkdir(directory.path + "/target", 0o700)
        let error = stateError { try AtomicFile(path: directory.path + "/target").replace(with: [1]) }

        #expect(error?.code == .unwritable)
        #expect(try directory.names(directory.path) == ["target"])
    }

    @Test(arguments: [
        (ENOSPC, StateError.Code.diskFull), (EDQUOT, .diskFull), (EROFS, .unwritable), (EACCES, .unwritable),
        (EPERM, .unwritable), (ELOOP, .symbolicLink), (EIO, .unwritable),
    ])
    func `an error names the path and the kind`(_ number: Int32, _ code: StateError.Code) {
        let error = SystemError(number: number).whileWriting("/some/file")

        #expect(error.code == code)
        #expect(error.path == "/some/file")
        #expect(error.summary.contains("/some/file"))
    }

    @Test func `neither a pipe nor a directory nor a large file is read`() throws {
        mkfifo(directory.path + "/pipe", 0o600)
        mkdir(directory.path + "/directory", 0o700)
        _ = try directory.write("large", String(repeating: "x", count: 2_049))

        for name in ["pipe", "directory", "large"] {
            let error = stateError {
                _ = try FileReading.bytes(of: directory.path + "/" + name, limit: 2_048, .tools)
            }
            #expect(error?.code == .unreadable, "\(name)")
        }
        #expect(stateError { _ = try FileReading.bytes(of: "/dev/zero", limit: 2_048, .tools) }?.code == .unreadable)
    }

    @Test(arguments: ["pipe", "directory", "/dev/zero", "/dev/null", "file/below", "socket"])
    func `what is no regular file is no file of the user's`(_ name: String) throws {
        mkfifo(directory.path + "/pipe", 0o600)
        mkdir(directory.path + "/directory", 0o700)
        mknod(directory.path + "/socket", S_IFSOCK | 0o600, 0)
        _ = try directory.write("file", "")
        let path = name.hasPrefix("/") ? name : "\(directory.path)/\(name)"

        #expect(try FileReading.bytes(of: path, limit: 2_048, .users) == nil)
    }

    @Test func `files of ours are not read through links, files of the user's are`() throws {
        symlink(try directory.write("real", "text"), directory.path + "/link")

        let path = directory.path + "/link"
        #expect(stateError { _ = try FileReading.bytes(of: path, limit: 100, .ours) }?.code == .symbolicLink)
        #expect(try FileReading.bytes(of: path, limit: 100, .users) == Array("text".utf8))
    }
}
