import Testing
import Text

@Suite("Secrets")
struct SecretTests {
    /// Everything that Swift would print of a value.
    private func printed(_ value: Any) -> String {
        var dumped = ""
        dump(value, to: &dumped)
        return [dumped, "\(value)", String(describing: value), String(reflecting: value), value as? String ?? ""]
            .joined(separator: "\n")
    }

    @Test func `a secret shows as one, however it is printed`() {
        let secret = Secret("hunter2")
        #expect("\(secret)" == "<secret>")
        #expect(String(reflecting: secret) == "<secret>")
        #expect(Mirror(reflecting: secret).children.isEmpty)
        #expect(!printed(secret).contains("hunter2"))
        #expect(!printed([secret]).contains("hunter2"))
        #expect(!printed(["a": secret]).contains("hunter2"))
        #expect(!printed(Optional(secret) as Any).contains("hunter2"))
        #expect(secret.reveal() == "hunter2")
    }

    @Test func `a secret cannot be encoded`() {
        #expect((Secret("x") as Any) as? any Encodable == nil)
        #expect((Secret("x") as Any) as? any Decodable == nil)
    }
}
