import FoundationEssentials
import Glibc
import Session
import SessionTestSupport
import SignIn
import TestSupport
import Testing
import Text

@testable import SessionStore

@Suite("session records")
struct SessionRecordFilesTests {
    let directory: TemporaryDirectory
    let files: SessionRecordFiles

    init() throws {
        directory = try TemporaryDirectory()
        files = SessionRecordFiles(state: directory.state)
    }

    private func binding(_ profile: String) throws -> ProfileBinding {
        ProfileBinding(profile: profile, session: try Sample.arn(), integration: .process)
    }

    @Test func `records come back as they were saved`() throws {
        let records = [
            try Sample.record("standard"),
            SessionRecord(
                arn: try Sample.arn("fips"), endpoint: SignInEndpoint(region: try Region("us-gov-west-1"), fips: true),
                tokenDirectory: "/a b/\"c\"", caBundle: "/ca.pem", user: "ünï"),
            SessionRecord(
                arn: try Sample.arn("custom"),
                endpoint: try SignInEndpoint(region: Region("eu-west-1"), custom: "http://127.0.0.1:8899/base"),
                tokenDirectory: "/x", caBundle: nil, user: nil),
        ]
        for record in records { try files.save(record) }

        for record in records { #expect(try files.record(of: record.arn) == record) }
        #expect(try files.record(of: Sample.arn("nobody")) == nil)
        #expect(mode(of: directory.state.path + "/sessions") == 0o700)
        let names = try directory.names(directory.state.path + "/sessions")
        #expect(names.count == 3)
        for name in names {
            #expect(mode(of: directory.state.path + "/sessions/" + name) == 0o600)
        }
    }

    @Test(arguments: [
        ("dev", "dev"), ("a b", "a%20b"), ("a/b", "a%2Fb"), ("../x", "%2E.%2Fx"), (".hidden", "%2Ehidden"),
        ("a.b_c-D9", "a.b_c-D9"), ("é", "%C3%A9"), ("100%", "100%25"), ("=x", "%3Dx"),
    ])
    func `a profile's name becomes a file's name that leads nowhere else`(_ profile: String, _ name: String) throws {
        try files.save(binding(profile))

        #expect(SessionRecordFiles.fileName(profile) == name)
        #expect(try files.binding(of: profile) == binding(profile))
        #expect(try files.bindings() == [binding(profile)])
    }

    @Test(arguments: ["", String(repeating: "世", count: 100)])
    func `a profile name that is empty or very long is kept too`(_ profile: String) throws {
        try files.save(binding(profile))

        #expect(try files.bindings() == [binding(profile)])
    }

    @Test func `removed records are gone, and removing them twice is no error`() throws {
        try files.save(binding("dev"))
        try files.save(Sample.record())
        for _ in 0..<2 {
            try files.removeBinding(of: "dev")
            try files.removeRecord(of: Sample.arn())
        }

        #expect(try files.bindings().isEmpty)
        #expect(try files.record(of: Sample.arn()) == nil)
    }

    @Test(arguments: [
        "", "{", "[]", "{}", "{\"profile\":\"dev\"}",
        "{\"profile\":\"dev\",\"session\":\"no ARN\",\"integration\":\"process\"}",
        "{\"profile\":\"dev\",\"session\":\"arn:aws:iam::123456789012:user/A\",\"integration\":\"other\"}",
        "{\"profile\":\"other\",\"session\":\"arn:aws:iam::123456789012:user/A\",\"integration\":\"process\"}",
    ])
    func `a binding that is not ours is refused with its path`(_ contents: String) throws {
        try files.save(binding("dev"))
        let path = try directory.write("state/profiles/dev.json", contents)

        let error = stateError { _ = try files.binding(of: "dev") }
        #expect(error?.code == .recordUnreadable)
        #expect(error?.path == path)
    }

    @Test(arguments: [
        ("region", "'; rm"), ("endpoint", "http://example.com"), ("endpoint_kind", "x"),
        ("token_directory", "relative"),
        ("session", "arn:aws:iam::123456789012:user/Mallory"),
    ])
    func `a record that does not hold is refused`(_ member: String, _ value: String) throws {
        try files.save(Sample.record())
        let name = try #require(try directory.names(directory.state.path + "/sessions").first)
        guard
            case .object(var members) = try JSONValue(
                parsing: Array(text(of: directory.state.path + "/sessions/" + name).utf8))
        else {
            Issue.record("the record is no object")
            return
        }
        members[JSONName(member)] = .string(value)
        _ = try directory.write("state/sessions/" + name, JSONValue.object(members).canonical)

        #expect(stateError { _ = try files.record(of: Sample.arn()) }?.code == .recordUnreadable)
    }

    @Test func `a symbolic link is refused`() throws {
        try files.save(binding("dev"))
        rename(directory.state.path + "/profiles/dev.json", directory.path + "/elsewhere")
        symlink(directory.path + "/elsewhere", directory.state.path + "/profiles/dev.json")

        #expect(stateError { _ = try files.binding(of: "dev") }?.code == .symbolicLink)
    }

    @Test(.enabled(if: isRoot)) func `a file of another user is refused`() throws {
        try files.save(binding("dev"))
        chown(directory.state.path + "/profiles/dev.json", 12_345, 12_345)

        #expect(stateError { _ = try files.binding(of: "dev") }?.code == .wrongOwner)
    }

    @Test func `many writers of one profile leave one whole version`() throws {
        let files = files
        onThreads(10) { index in
            do {
                let session = try Sample.arn("user\(index)")
                for _ in 0..<20 {
                    try files.save(ProfileBinding(profile: "dev", session: session, integration: .process))
                    #expect(try files.binding(of: "dev") != nil)
                }
            } catch {
                Issue.record(error)
            }
        }

        #expect(try files.binding(of: "dev") != nil)
        #expect(try directory.names(directory.state.path + "/profiles") == ["dev.json"])
    }
}
