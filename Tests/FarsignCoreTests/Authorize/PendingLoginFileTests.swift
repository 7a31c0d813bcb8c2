import Foundation
import RelayProtocol
import Session
import SignIn
import Testing
import Text

@testable import FarsignCore

@Suite("A pending login's file")
struct PendingLoginFileTests {
    /// `#require` cannot hold what is not copyable.
    private static func read(_ file: Secret<[UInt8]>) throws -> PendingLogin {
        guard let login = PendingLogin(serialized: file) else {
            throw StateError(.unreadable, path: "", "not a pending login")
        }
        return login
    }

    @Test func `a login comes back as it was`() throws {
        let endpoint = try SignInEndpoint(region: Region("us-east-1"), custom: "http://127.0.0.1:1/p")
        let login = try Fixtures.login(endpoint: endpoint, refusals: 2)
        let read = try Self.read(try login.serialized())
        let (id, profile, deadline, options) = (read.id, read.profile, read.deadline, read.options)
        #expect(id.text == "0123456789ab")
        #expect(profile == Profile(name: "dev", endpoint: endpoint))
        #expect(deadline == Fixtures.now.addingTimeInterval(600))
        #expect(options == Fixtures.options)
        let (refusals, attempts, url) = (read.refusals, read.attempts, read.authorizeURL)
        #expect(refusals == 2)
        #expect(attempts.map(\.verifier) == [Secret(Fixtures.verifier), Secret("other-\(Fixtures.verifier)")])
        let (states, redirects) = (login.attempts.map(\.state), login.attempts.map(\.redirectURI))
        #expect(attempts.map(\.state) == states)
        #expect(attempts.map(\.redirectURI) == redirects)
        let (recipients, startedAt) = (login.attempts.map(\.recipient), read.startedAt)
        #expect(attempts.map(\.recipient) == recipients)
        #expect(startedAt == Fixtures.now)
        let (before, keys) = (login.authorizeURL, [login.key.pem, read.key.pem])
        #expect(url == before)
        #expect(keys[0] == keys[1])
    }

    @Test func `what a person did not ask for stays nil`() throws {
        var options = Fixtures.options
        (options.expectedAccount, options.expectedARN, options.caBundle) = (nil, nil, nil)
        let login = PendingLogin(
            profile: Profile(name: "ü \"x\"", endpoint: try Fixtures.endpoint()), options: options,
            startedAt: Fixtures.now, deadline: Fixtures.now, randomBytes: Fixtures.randomBytes(seed: 5))
        let read = try Self.read(try login.serialized())
        let (readOptions, name) = (read.options, read.profile.name)
        #expect(readOptions == options)
        #expect(name == "ü \"x\"")
    }

    @Test(arguments: [nil, "ssh from 192.0.2.7"])
    func `a login that nobody waits for stays one`(_ startedBy: String?) throws {
        var options = Fixtures.options
        options.unattended = WaitingLogin.Unattended(startedBy: startedBy)
        let login = PendingLogin(
            profile: Profile(name: "dev", endpoint: try Fixtures.endpoint()), options: options, startedAt: Fixtures.now,
            deadline: Fixtures.now, randomBytes: Fixtures.randomBytes(seed: 5))
        let read = try Self.read(try login.serialized()).options
        #expect(read.unattended == options.unattended)
    }

    @Test(arguments: ["", "{}", "[]", "null", "{", "\u{0}", "{\"id\":\"0123456789ab\"}"])
    func `garbage is no login`(_ text: String) {
        let isNil = PendingLogin(serialized: Secret(Array(text.utf8))) == nil
        #expect(isNil)
    }

    @Test func `a file cut anywhere is no login`() throws {
        let bytes = try Fixtures.login().serialized().reveal()
        for end in stride(from: 0, to: bytes.count, by: 7) {
            let isNil = PendingLogin(serialized: Secret(Array(bytes[..<end]))) == nil
            #expect(isNil, "\(end)")
        }
    }

    @Test(arguments: [
        ("id", "x"), ("region", "moon"), ("endpoint", "http://example.com"), ("endpoint_kind", "other"), ("key", "x"),
        ("options.integration", "other"), ("options.replace", "maybe"), ("started_at", "now"), ("attempts", ""),
        ("held", "x"),
    ])
    func `a member that means nothing makes it no login`(_ member: String, _ value: String) throws {
        let bytes = try Fixtures.login().serialized().reveal()
        var object = try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
        if let path = member.wholeMatch(of: /options\.(.*)/) {
            var options = try #require(object["options"] as? [String: Any])
            try #require(options[String(path.1)] != nil)
            options[String(path.1)] = value
            object["options"] = options
        } else {
            try #require(object[member] != nil)
            object[member] = member == "attempts" ? [] : value
        }
        let changed = try JSONSerialization.data(withJSONObject: object)
        let isNil = PendingLogin(serialized: Secret(Array(changed))) == nil
        #expect(isNil)
    }
}
