import Glibc
import Session
import SessionTestSupport
import TestSupport
import Testing
import Text

@testable import SessionStore

@Suite("the state directory")
struct StateDirectoryTests {
    let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    @Test(arguments: [0, 0o077, 0o777])
    func `the state directory and its missing parents are 0700 whatever the umask`(_ mask: mode_t) throws {
        let path = directory.path + "/a/b/farsign"
        onThread(umask: mask) { #expect(throws: Never.self) { try StateDirectory(path: path).prepare(.locks) } }

        for made in ["/a", "/a/b", "/a/b/farsign", "/a/b/farsign/locks"] {
            #expect(mode(of: directory.path + made) == 0o700)
        }
    }

    @Test func `a symbolic link is refused, with a slash behind it too`() throws {
        mkdir(directory.path + "/real", 0o700)
        symlink(directory.path + "/real", directory.path + "/link")

        for path in ["/link", "/link/", "/link/."] {
            let state = StateDirectory(path: directory.path + path)
            #expect(stateError { try state.prepare() }?.code == .symbolicLink)
            #expect(stateError { try state.check() }?.path == directory.path + "/link")
        }
    }

    @Test(.enabled(if: isRoot)) func `a state directory of another user is refused`() throws {
        try directory.state.prepare()
        try #require(chown(directory.state.path, 12_345, 12_345) == 0)

        let error = stateError { try directory.state.prepare() }
        #expect(error?.code == .wrongOwner)
        #expect(error?.summary == "\(directory.state.path) is owned by another user (uid 12345)")
        #expect(stateError { _ = try SessionRecordFiles(state: directory.state).bindings() }?.code == .wrongOwner)
    }

    @Test func `a state directory that others can write to is refused`() throws {
        try directory.state.prepare()
        chmod(directory.state.path, 0o770)

        #expect(stateError { try directory.state.prepare() }?.hint == "run 'chmod 700 \(directory.state.path)'")
    }

    @Test func `a file in the place of the state directory is refused`() throws {
        _ = try directory.write("state", "")

        #expect(stateError { try directory.state.prepare() }?.summary == "\(directory.state.path) is not a directory")
    }

    @Test func `a missing state directory passes, and is not made by looking`() throws {
        try directory.state.check()

        #expect(try SessionRecordFiles(state: directory.state).bindings().isEmpty)
        #expect(mode(of: directory.state.path) == nil)
    }

    @Test(arguments: [
        ([:], "/home/a/.local/state/farsign"),
        (["XDG_STATE_HOME": "/x"], "/x/farsign"),
        (["XDG_STATE_HOME": "relative"], "/home/a/.local/state/farsign"),
        (["XDG_STATE_HOME": ""], "/home/a/.local/state/farsign"),
        (["XDG_STATE_HOME": "/x", "FARSIGN_STATE_DIR": "/f//g/./"], "/f/g"),
        (["FARSIGN_STATE_DIR": "rel"], "/here/rel"),
        (["HOME": "relative"], "/etc/pw/.local/state/farsign"),
        (["HOME": ""], "/etc/pw/.local/state/farsign"),
    ])
    func `the path of the state directory comes from the environment`(_ variables: [String: String], _ expected: String)
        throws
    {
        #expect(try paths(variables).state().path == expected)
    }

    @Test(arguments: [
        ([:], "/home/a/.aws/login/cache"),
        (["AWS_LOGIN_CACHE_DIRECTORY": "~/c"], "/home/a/c"),
        (["AWS_LOGIN_CACHE_DIRECTORY": "$BASE/c"], "/base/c"),
        (["AWS_LOGIN_CACHE_DIRECTORY": "${BASE}x/$MISSING/${MISSING}"], "/basex/$MISSING/${MISSING}"),
        (["AWS_LOGIN_CACHE_DIRECTORY": "c$"], "/here/c$"),
        (["AWS_LOGIN_CACHE_DIRECTORY": "/a/${open"], "/a/${open"),
    ])
    func `the token cache's path is expanded and absolute`(_ variables: [String: String], _ expected: String) throws {
        #expect(try paths(variables.merging(["BASE": "/base"]) { $1 }).tokenCache() == expected)
    }

    @Test func `the AWS files' paths come from the environment`() throws {
        let some = paths(["AWS_CONFIG_FILE": "~/c", "AWS_SHARED_CREDENTIALS_FILE": "d"])
        #expect(try some.awsConfig() == "/home/a/c")
        #expect(try some.awsCredentials() == "/here/d")
        #expect(try paths([:]).awsConfig() == "/home/a/.aws/config")
        #expect(try paths([:]).awsCredentials() == "/home/a/.aws/credentials")
    }

    @Test func `without any home the error says so`() {
        let paths = UserPaths(variable: { _ in nil }, accountHome: { nil }, workingDirectory: { "/" })

        #expect(stateError { _ = try paths.state() }?.code == .noHome)
    }

    private func paths(_ variables: [String: String]) -> UserPaths {
        let all = ["HOME": "/home/a"].merging(variables) { $1 }
        return UserPaths(variable: { all[$0] }, accountHome: { "/etc/pw" }, workingDirectory: { "/here" })
    }
}
