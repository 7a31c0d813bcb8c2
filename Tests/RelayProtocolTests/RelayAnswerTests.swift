import FoundationEssentials
import RelayProtocol
import SignIn
import Testing
import Text

@Suite("A broker's answer, as a line")
struct RelayAnswerTests {
    private func read(_ line: String) -> RelayAnswer? { RelayAnswer(line: Array(line.utf8)) }

    @Test func `a result is written as it is read`() throws {
        let line = #"{"id":1,"jsonrpc":"2.0","result":{"url":"https://example.com/"}}"#
        let answer = try #require(read(line))
        #expect(answer.id == .number(1))
        #expect(try answer.result.get()["url"] == .string("https://example.com/"))
        #expect(answer.line == Array((line + "\n").utf8))
    }

    @Test(arguments: RelayError.Code.allCases)
    func `every error keeps its name, its hint and its outcome`(_ code: RelayError.Code) throws {
        let error = RelayError(code, "what is wrong", hint: "what to do", outcome: "signed-in")
        let line = RelayAnswer(id: .text("one"), .failure(error)).line
        #expect(line.last == 0x0A)
        let answer = try #require(RelayAnswer(line: Array(line.dropLast())))
        #expect(answer.id == .text("one"))
        #expect(throws: error) { try answer.result.get() }
    }

    @Test(arguments: [
        (RelayError.Code.parseError, -32_700), (.invalidRequest, -32_600), (.unknownMethod, -32_601),
        (.invalidParams, -32_602), (.internalError, -32_603), (.unknownLogin, -32_000), (.helloFirst, -32_000),
    ])
    func `an error has JSON-RPC's number`(_ code: RelayError.Code, _ number: Int) throws {
        let line = RelayAnswer(id: nil, .failure(RelayError(code, "s"))).line
        let json = try JSONValue(parsing: line)
        #expect(json["error"]?["code"] == .integer(number))
        #expect(json["id"] == .null)
    }

    @Test(arguments: [
        "", "{}", "[]", "Welcome to web1!", #"{"id":1,"result":{}}"#, #"{"jsonrpc":"2.0","result":{}}"#,
        #"{"id":null,"jsonrpc":"2.0","result":{}}"#, #"{"id":1,"jsonrpc":"2.0"}"#,
        #"{"error":null,"id":1,"jsonrpc":"2.0","result":{}}"#, #"{"error":{},"id":1,"jsonrpc":"2.0"}"#,
        #"{"error":{"code":-32000,"message":"m"},"id":1,"jsonrpc":"2.0"}"#,
        #"{"error":{"code":-32000,"message":"m","data":{"code":"made-up"}},"id":1,"jsonrpc":"2.0"}"#,
        #"{"id":1,"jsonrpc":"2.0","result":{"host":"a\u001b[2Jb"}}"#,
    ])
    func `anything else is no answer`(_ line: String) {
        #expect(read(line) == nil)
    }

    @Test func `what a broker says in an error is safe for a terminal`() throws {
        let answer = try #require(
            read(
                #"{"error":{"code":1,"message":"\u202ea","data":{"code":"login-over","hint":"\u202eb","#
                    + #""outcome":"\u202ec"}},"id":1,"jsonrpc":"2.0"}"#))
        let error = RelayError(.loginOver, #"\u{202e}a"#, hint: #"\u{202e}b"#, outcome: #"\u{202e}c"#)
        #expect(throws: error) { try answer.result.get() }
    }
}

@Suite("The results of a relay's calls")
struct RelayResultTests {
    private let login = #"""
        {"expires_at":"2026-01-02T03:14:05Z","login":"aaaaaaaaaaaa","profile":"dev","region":"us-east-1",\#
        "started_at":"2026-01-02T03:04:05Z"}
        """#
    private let signedIn = #"""
        {"account":"123456789012","credentials_expire_at":"2026-01-02T03:19:05Z","profile":"dev",\#
        "region":"us-east-1","session":"arn:aws:iam::123456789012:user/alice"}
        """#
    private let greeting = #"{"host":"web1","protocol":1,"server":"farsign/0.1.0","user":"alice"}"#

    private func json(_ text: String) throws -> JSONValue { try JSONValue(parsing: Array(text.utf8)) }

    /// The object without one of its members.
    private func without(_ name: JSONName, _ value: JSONValue) -> JSONValue {
        guard case .object(var members) = value else { return value }
        members[name] = nil
        return .object(members)
    }

    @Test func `results of a relay's calls are written as they are read`() throws {
        #expect(try #require(WaitingLogin(json: json(login))).json == json(login))
        #expect(try #require(SignInResult(json: json(signedIn))).json == json(signedIn))
        #expect(try #require(RelayGreeting(json: json(greeting))).json == json(greeting))
    }

    @Test(arguments: [#""unattended":true"#, #""started_by":"ssh from 192.0.2.7","unattended":true"#])
    func `results of a relay's calls say of a login that nobody waits for it, and by whom it was started`(
        _ members: String
    ) throws {
        guard case .object(let all) = try json(login), case .object(let more) = try json("{\(members)}") else {
            Issue.record("no objects")
            return
        }
        let unattended = JSONValue.object(all.merging(more) { $1 })
        let read = try #require(WaitingLogin(json: unattended))
        #expect(read.unattended == WaitingLogin.Unattended(startedBy: more["started_by"]?.text))
        #expect(read.json == unattended)
    }

    @Test func `results of a relay's calls lack nothing that is needed`() throws {
        for name in ["expires_at", "login", "profile", "region", "started_at"] as [JSONName] {
            #expect(WaitingLogin(json: without(name, try json(login))) == nil)
        }
        for name in ["credentials_expire_at", "profile", "region", "session"] as [JSONName] {
            #expect(SignInResult(json: without(name, try json(signedIn))) == nil)
        }
        for name in ["host", "protocol", "server", "user"] as [JSONName] {
            #expect(RelayGreeting(json: without(name, try json(greeting))) == nil)
        }
    }

    @Test func `a list of logins is whole or none`() throws {
        let login = try json(login)
        #expect(WaitingLogin.list(json: .array([]))?.isEmpty == true)
        #expect(WaitingLogin.list(json: .array([login, login]))?.count == 2)
        #expect(WaitingLogin.list(json: .array([login, .null])) == nil)
        #expect(WaitingLogin.list(json: login) == nil)
    }
}
