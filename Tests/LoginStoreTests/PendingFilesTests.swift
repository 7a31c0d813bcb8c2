import FarsignCore
import FoundationEssentials
import Glibc
import SessionStore
import SessionTestSupport
import SignIn
import TestSupport
import Testing
import Text

@testable import LoginStore

@Suite("pending logins' files")
struct PendingFilesTests {
    let directory: TemporaryDirectory
    let files: PendingFiles
    let login: LoginID

    init() throws {
        directory = try TemporaryDirectory()
        files = PendingFiles(state: directory.state)
        login = try Sample.login()
    }

    @Test func `secrets are in a 0600 file until the login is over`() throws {
        #expect(!files.exists(login))
        try files.write(login, Secret(Array("secret".utf8)))
        #expect(files.exists(login))
        #expect(try files.ids() == [login])
        #expect(try files.read(login)?.reveal() == Array("secret".utf8))
        #expect(mode(of: directory.state.path + "/pending/0123456789ab.json") == 0o600)
        for _ in 0..<2 { try files.remove(login) }

        #expect(!files.exists(login))
        #expect(try files.read(login) == nil)
        #expect(try files.ids().isEmpty)
    }

    @Test func `what killed writers left is removed, and what is pending stays`() throws {
        try files.write(login, Secret([1]))
        _ = try directory.write("state/pending/.ffffffffffff.json.farsign-tmp", "secret")
        _ = try directory.write("state/pending/notes.txt", "")
        try FileLocks(state: directory.state).hold(.login(login)) {}
        try FileLocks(state: directory.state).hold(.login(Sample.login("eeeeeeeeeeee"))) {}
        try files.removeLeftovers()

        #expect(try directory.names(directory.state.path + "/pending") == ["0123456789ab.json", "notes.txt"])
        #expect(try directory.names(directory.state.path + "/locks") == ["login-0123456789ab", "pending"])
        #expect(try files.ids() == [login])
    }

    @Test func `a lock that is held is no leftover`() throws {
        try directory.state.prepare()
        try FileLocks(state: directory.state).hold(.login(login)) {
            try files.removeLeftovers()
            #expect(try directory.names(directory.state.path + "/locks") == ["login-0123456789ab"])
        }
    }
}
