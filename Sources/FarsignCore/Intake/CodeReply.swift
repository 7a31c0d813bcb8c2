/// A code and the state it came with, parsed from what a person pasted or a
/// redirect carried. Nothing about it has been checked yet.
public struct CodeReply: Sendable {
    /// A pasted reply is some 700 bytes.
    public static let limit = 64 << 10
    private static let longestCode = 512

    public let state: String
    let answer: Answer

    enum Answer: Sendable {
        case code(Secret<String>)
        /// The service redirected with this OAuth `error` (RFC 6749 section 4.1.2.1).
        case denied(String)
    }

    /// Reads the three shapes that a reply has: the text of the confirmation
    /// page (base64 of `state=…&code=…` in any of its alphabets, line breaks
    /// and spaces inside), a redirect URL, or its query.
    ///
    /// - Throws: ``LoginError``, whose text says what is wrong and never repeats the reply.
    public init(parsing pasted: Secret<[UInt8]>) throws(LoginError) {
        let bytes = pasted.reveal()
        guard bytes.count <= Self.limit else { throw .replyTooLong }
        guard let text = String(validating: bytes, as: UTF8.self), !text.unicodeScalars.contains(where: Self.isControl)
        else { throw Self.bad("it holds control characters") }
        let trimmed = text.filter { !$0.isWhitespace }
        guard !trimmed.isEmpty else { throw Self.bad("it is empty") }

        let query: String
        // Base64 has neither of the two signs, and every query that is worth reading has one.
        if trimmed.contains("&") || trimmed.contains("?") {
            query = String(trimmed.firstIndex(of: "?").map { trimmed[trimmed.index(after: $0)...] } ?? trimmed[...])
        } else {
            guard let decoded = trimmed.base64Decoded,
                let inner = String(validating: decoded, as: UTF8.self),
                !inner.unicodeScalars.contains(where: { $0.value < 0x21 || $0.value > 0x7E })
            else { throw Self.bad("it is not the text of the confirmation page") }
            query = inner
        }
        try self.init(query: query)
    }

    /// - Parameter query: `state=…&code=…`, either order, percent-encoded or not.
    private init(query: String) throws(LoginError) {
        var members: [String: String] = [:]
        for pair in query.split(separator: "&", omittingEmptySubsequences: true) {
            let name = String(pair.prefix { $0 != "=" })
            guard ["code", "state", "error", "error_description"].contains(name) else { continue }
            guard members[name] == nil else { throw Self.bad("it has more than one \(name)") }
            members[name] = String(pair.dropFirst(name.count + 1)).percentDecoded
        }
        guard let state = members["state"], !state.isEmpty else { throw Self.bad("it has no state") }
        let isPlain: (String) -> Bool = { $0.utf8.allSatisfy { (0x21...0x7E).contains($0) } }
        guard state.utf8.count <= 128, isPlain(state) else { throw Self.bad("its state is not of a state's shape") }
        self.state = state
        if let error = members["error"] {
            answer = .denied(ShownText(error, limit: 64).description)
            return
        }
        guard let code = members["code"], !code.isEmpty else { throw Self.bad("it has no code") }
        guard code.utf8.count <= Self.longestCode, isPlain(code) else {
            throw Self.bad("its code is not of a code's shape")
        }
        answer = .code(Secret(code))
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        (scalar.value < 0x20 && !(0x09...0x0D).contains(scalar.value)) || (0x7F...0x9F).contains(scalar.value)
    }

    private static func bad(_ reason: String) -> LoginError {
        LoginError(
            .badReply, "that is not a sign-in reply: \(reason)",
            hint: "copy the whole text of the confirmation page, and paste it")
    }
}

extension LoginError {
    public static let replyTooLong = LoginError(
        .replyTooLong, "that is not a sign-in reply: it is longer than 64 KiB",
        hint: "copy the whole text of the confirmation page, and paste it")
}

extension String {
    /// Percent escapes resolved; a broken one stays as it is.
    fileprivate var percentDecoded: String {
        var bytes: [UInt8] = []
        var rest = Substring(self).utf8
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), let value = UInt8(String(Substring(rest.prefix(2))), radix: 16),
                rest.count >= 2
            {
                rest = rest.dropFirst(2)
                bytes.append(value)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
