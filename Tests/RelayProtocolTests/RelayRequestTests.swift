import RelayProtocol
import Testing
import Text

@Suite("A relay's request, as a line")
struct RelayRequestTests {
    /// A request of every method, as it goes over the wire.
    private static let lines = [
        #"{"id":1,"jsonrpc":"2.0","method":"hello","params":{"client":"farsign-relay/0.1.0","protocol":1}}"#,
        #"{"id":2,"jsonrpc":"2.0","method":"logins","params":{"known":["aaaaaaaaaaaa"],"wait_seconds":60}}"#,
        #"{"id":3,"jsonrpc":"2.0","method":"authorize","params":{"login":"aaaaaaaaaaaa","phrase":"amber otter 4821","#
            + #""redirect_uri":"http://127.0.0.1:8976/oauth/callback"}}"#,
        #"{"id":"four","jsonrpc":"2.0","method":"submit","params":{"code":"c","login":"aaaaaaaaaaaa","state":"s"}}"#,
        #"{"id":5,"jsonrpc":"2.0","method":"submit","params":{"login":"aaaaaaaaaaaa","reply":"http://127.0.0.1/?a=b"}}"#,
        #"{"id":6,"jsonrpc":"2.0","method":"deny","params":{"error":"access_denied","login":"aaaaaaaaaaaa","state":"s"}}"#,
        #"{"id":-7,"jsonrpc":"2.0","method":"refuse","params":{"login":"aaaaaaaaaaaa"}}"#,
    ]

    @Test(arguments: lines)
    func `a relay's request is written as it is read`(_ line: String) throws {
        #expect(try RelayRequest(line: Array(line.utf8)).line.reveal() == Array((line + "\n").utf8))
    }

    @Test func `a relay's request holds its code as a secret`() throws {
        let request = try RelayRequest(line: Array(Self.lines[3].utf8))
        guard case .submit(_, .code(let code, let state)) = request.call else {
            Issue.record("another call")
            return
        }
        #expect((code, state) == (Secret("c"), "s"))
        #expect("\(request.call)".contains("<secret>"))
    }

    private func refusal(_ line: String) -> (id: RelayID?, error: RelayError)? {
        do {
            _ = try RelayRequest(line: Array(line.utf8))
            return nil
        } catch {
            guard case .failure(let answer) = error.answer.result else { return nil }
            return (error.answer.id, answer)
        }
    }

    @Test(arguments: [
        ("{", RelayError.Code.parseError), ("", .parseError), ("\u{FEFF}{}", .parseError),
        (#"{"id":1,"id":1,"jsonrpc":"2.0","method":"logins"}"#, .parseError),
        ("[]", .invalidRequest), ("[{}]", .invalidRequest), ("null", .invalidRequest),
        (#"{"id":1,"method":"logins"}"#, .invalidRequest),
        (#"{"id":1,"jsonrpc":2.0,"method":"logins"}"#, .invalidRequest),
        (#"{"jsonrpc":"2.0","method":"logins"}"#, .invalidRequest),
        (#"{"id":1.5,"jsonrpc":"2.0","method":"logins"}"#, .invalidRequest),
        (#"{"id":{},"jsonrpc":"2.0","method":"logins"}"#, .invalidRequest),
        (#"{"id":1,"jsonrpc":"2.0"}"#, .invalidRequest), (#"{"id":1,"jsonrpc":"2.0","method":7}"#, .invalidRequest),
    ])
    func `a relay's request that cannot be understood is answered without an id`(
        _ line: String, _ code: RelayError.Code
    ) {
        #expect(refusal(line)?.error.code == code)
        #expect(refusal(line)?.id == nil)
    }

    @Test func `a relay's request has an id that its answer has room for`() {
        let id = String(repeating: "x", count: 128)
        #expect(refusal(#"{"id":"\#(id)","jsonrpc":"2.0","method":"logins"}"#) == nil)
        #expect(refusal(#"{"id":"\#(id)x","jsonrpc":"2.0","method":"logins"}"#)?.error.code == .invalidRequest)
    }

    @Test(arguments: [
        ("nothing", "{}", RelayError.Code.unknownMethod), ("HELLO", "{}", .unknownMethod),
        ("hello", "{}", .invalidParams), ("hello", #"{"protocol":"1","client":"c"}"#, .invalidParams),
        ("hello", #"{"protocol":1}"#, .invalidParams), ("hello", "[1]", .invalidParams),
        ("hello", "null", .invalidParams),
        ("logins", #"{"wait_seconds":61}"#, .invalidParams), ("logins", #"{"wait_seconds":-1}"#, .invalidParams),
        ("logins", #"{"wait_seconds":1.5}"#, .invalidParams), ("logins", #"{"known":{}}"#, .invalidParams),
        ("logins", #"{"known":[1]}"#, .invalidParams), ("refuse", "{}", .invalidParams),
        ("refuse", #"{"login":"../../x"}"#, .unknownLogin), ("refuse", #"{"login":"AAAAAAAAAAAA"}"#, .unknownLogin),
        ("submit", #"{"login":"aaaaaaaaaaaa"}"#, .invalidParams),
        ("submit", #"{"login":"aaaaaaaaaaaa","code":"c"}"#, .invalidParams),
        ("submit", #"{"login":"aaaaaaaaaaaa","code":"c","state":"s","reply":"r"}"#, .invalidParams),
        ("deny", #"{"login":"aaaaaaaaaaaa","state":"s"}"#, .invalidParams),
        (
            "authorize", #"{"login":"aaaaaaaaaaaa","redirect_uri":"http://localhost:1/oauth/callback","phrase":"p"}"#,
            .badRedirect
        ),
        (
            "authorize", #"{"login":"aaaaaaaaaaaa","redirect_uri":"http://127.0.0.1:1/oauth/callback","phrase":"p"}"#,
            .badPhrase
        ),
    ])
    func `a relay's request with bad parameters is answered with its id`(
        _ method: String, _ params: String, _ code: RelayError.Code
    ) {
        let refusal = refusal(#"{"id":7,"jsonrpc":"2.0","method":"\#(method)","params":\#(params)}"#)
        #expect(refusal?.error.code == code)
        #expect(refusal?.id == .number(7))
    }

    @Test(arguments: [#"\u0000"#, #"\r"#, #"\n"#, #"\u001b"#, #"\u007f"#, "\u{85}"])
    func `a relay's request holds no control characters in any text`(_ character: String) {
        for params in [
            #"{"protocol":1,"client":"a\#(character)b"}"#,
            #"{"protocol":1,"client":"c","more":[{"x":"\#(character)"}]}"#,
        ] {
            let refusal = refusal(#"{"id":7,"jsonrpc":"2.0","method":"hello","params":\#(params)}"#)
            #expect(refusal?.error.code == .invalidRequest)
            #expect(refusal?.id == .number(7))
        }
    }

    @Test func `a relay's request says no long stories about its sender`() {
        let client = String(repeating: "x", count: 129)
        let refusal = refusal(
            #"{"id":7,"jsonrpc":"2.0","method":"hello","params":{"protocol":1,"client":"\#(client)"}}"#)
        #expect(refusal?.error.code == .invalidParams)
    }

    @Test func `a relay's request never makes its answer unsafe for a terminal`() {
        let refusal = refusal(#"{"id":7,"jsonrpc":"2.0","method":"\#("\u{202E}")x"}"#)
        #expect(refusal?.error.summary == #"unknown method '\u{202e}x'"#)
    }
}
