import FoundationEssentials
import Glibc
import POSIX
import Session
import SessionTestSupport
import TestSupport
import Testing
import Text

@testable import SessionStore

@Suite("the AWS config file")
struct ConfigFilesTests {
    let directory: TemporaryDirectory
    let files: ConfigFiles

    init() throws {
        directory = try TemporaryDirectory()
        files = ConfigFiles(
            configPath: directory.path + "/home/.aws/config",
            credentialsPath: directory.path + "/home/.aws/credentials",
            state: directory.state)
    }

    private func edit(to text: String) throws {
        try files.edit { $0 = AWSConfigFile(Array(text.utf8), style: .config) }
    }

    private func makeHome() throws { try PrivateDirectory.make(directory.path + "/home/.aws") }

    @Test func `a missing file is empty, and made for its owner alone`() throws {
        #expect(try files.config().bytes.isEmpty)
        #expect(try files.credentials().bytes.isEmpty)
        try files.tryEditing()
        #expect(mode(of: directory.path + "/home") == nil)
        try edit(to: "[default]\n")

        #expect(try text(of: files.configPath) == "[default]\n")
        #expect(mode(of: files.configPath) == 0o600)
        #expect(mode(of: directory.path + "/home/.aws") == 0o700)
    }

    @Test(arguments: [0o644, 0o600, 0o640] as [mode_t])
    func `the file's mode stays`(_ expected: mode_t) throws {
        try makeHome()
        _ = try directory.write("home/.aws/config", "old", mode: expected)
        try edit(to: "new")

        #expect(try text(of: files.configPath) == "new")
        #expect(mode(of: files.configPath) == expected)
    }

    @Test func `a file that does not change is not replaced`() throws {
        try makeHome()
        _ = try directory.write("home/.aws/config", "[a]\r\nx=1")
        let before = try #require(try Paths.status(files.configPath))
        try files.edit { _ in }

        #expect(try Paths.status(files.configPath)?.st_ino == before.st_ino)
    }

    @Test func `a symbolic link stays, and its target is replaced`() throws {
        try makeHome()
        mkdir(directory.path + "/dotfiles", 0o700)
        _ = try directory.write("dotfiles/aws", "old", mode: 0o644)
        symlink("../../dotfiles/hop", files.configPath)
        symlink(directory.path + "/dotfiles/aws", directory.path + "/dotfiles/hop")
        try files.tryEditing()
        try edit(to: "new")

        #expect(try text(of: directory.path + "/dotfiles/aws") == "new")
        #expect(mode(of: directory.path + "/dotfiles/aws") == 0o644)
        #expect(try Paths.status(files.configPath).map { $0.st_mode & S_IFMT } == S_IFLNK)
        #expect(try directory.names(directory.path + "/dotfiles") == ["aws", "hop"])
    }

    @Test func `a link whose target is missing gets one`() throws {
        try makeHome()
        symlink(directory.path + "/dotfiles/aws", files.configPath)
        #expect(try files.config().bytes.isEmpty)
        try edit(to: "new")

        #expect(try text(of: directory.path + "/dotfiles/aws") == "new")
    }

    @Test func `links in a circle are refused`() throws {
        try makeHome()
        symlink("config", files.configPath)

        #expect(stateError { try files.tryEditing() }?.code == .unreadable)
    }

    @Test(.enabled(if: isRoot)) func `the owner stays when root edits a user's file`() throws {
        try makeHome()
        let path = try directory.write("home/.aws/config", "old")
        chown(path, 12_345, 12_346)
        try edit(to: "new")

        let status = try #require(try Paths.status(path))
        #expect(status.st_uid == 12_345)
        #expect(status.st_gid == 12_346)
    }

    @Test func `a directory in the file's place is refused before anyone is sent to a browser`() throws {
        try PrivateDirectory.make(files.configPath)

        #expect(stateError { try files.tryEditing() }?.code == .unwritable)
    }

    @Test(.enabled(if: isRoot), arguments: ["file", "directory", "missing directory"])
    func `what cannot be written is refused, with path and reason`(_ what: String) throws {
        try makeHome()
        chmod(try directory.state.prepare(.locks), 0o777)
        for path in ["", "/state", "/home", "/home/.aws"] { chmod(directory.path + path, 0o755) }
        switch what {
        case "file":
            chown(directory.path + "/home/.aws", 12_345, 12_345)
            chown(try directory.write("home/.aws/config", "", mode: 0o444), 12_345, 12_345)
        case "missing directory": rmdir(directory.path + "/home/.aws")
        default: break
        }
        let files = files
        // No permission stops root.
        onThread(user: 12_345) {
            let error = stateError { try files.tryEditing() }
            #expect(error?.code == .unwritable)
            #expect(error?.summary == "cannot write \(files.configPath): permission denied")
        }
    }

    @Test func `a missing directory of the file's is tried, and not made`() throws {
        try files.tryEditing()

        #expect(try directory.names(directory.path) == ["state"])
    }

    @Test func `trying leaves the file and its directory as they were`() throws {
        try makeHome()
        _ = try directory.write("home/.aws/config", "old", mode: 0o644)
        let before = try #require(try Paths.status(files.configPath))
        try files.tryEditing()

        #expect(try Paths.status(files.configPath)?.st_ino == before.st_ino)
        #expect(try text(of: files.configPath) == "old")
        #expect(try directory.names(directory.path + "/home/.aws") == ["config"])
    }

    static let versions: [(before: String, after: String)] = [
        ("", "[a]\nx = 1\n"), ("[a]\nx = 1\ny = 2\n[b]\n", "[a]\n[b]\n"), ("[a]\nx = 1\n", "[a]\nx = 1\ny = 2\n"),
    ]

    /// The bytes of the new version up to there, then those of the old one.
    @Test(arguments: versions)
    func `an edit in place that was cut short at any byte is completed, or never began`(
        _ versions: (before: String, after: String)
    ) throws {
        try makeHome()
        let (before, after) = (Array(versions.before.utf8), Array(versions.after.utf8))
        let rewrite = RewrittenFile(state: directory.state)
        _ = try directory.state.prepare(.locks)
        for cut in 0...after.count {
            let torn = after.prefix(cut) + before.dropFirst(cut)
            _ = try directory.write("home/.aws/config", String(decoding: torn, as: UTF8.self))
            try rewrite.keep(after, over: before, at: files.configPath)
            try files.finishEdit()

            let now = try text(of: files.configPath)
            #expect(now == versions.after || (torn.elementsEqual(before) && now == versions.before), "cut at \(cut)")
            #expect(!rewrite.isUnfinished)
        }
    }

    @Test func `an edit in place that was cut short leaves a file alone that has changed since`() throws {
        try makeHome()
        _ = try directory.state.prepare(.locks)
        _ = try directory.write("home/.aws/config", "[mine]\n")
        let rewrite = RewrittenFile(state: directory.state)
        try rewrite.keep(Array("[a]\nx = 1\n".utf8), over: Array("[a]\n".utf8), at: files.configPath)
        try files.finishEdit()

        #expect(try text(of: files.configPath) == "[mine]\n")
        #expect(!rewrite.isUnfinished)
    }

    @Test func `edits at once are all kept`() throws {
        let files = files
        onThreads(10) { index in
            do {
                try files.edit { file in
                    file = AWSConfigFile(file.bytes + Array("[profile p\(index)]\n".utf8), style: .config)
                }
            } catch {
                Issue.record(error)
            }
        }

        #expect(try files.config().profiles.sorted() == (0..<10).map { "p\($0)" })
    }
}
