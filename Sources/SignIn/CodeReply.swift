package import Text

/// A code and the state it came with, or the browser's refusal, parsed from what a person pasted or a
/// redirect carried. Nothing about it has been checked yet.
package struct CodeReply: Sendable {
    /// A pasted reply is some 700 bytes.
    package static let limit = 64 << 10
    private static let longestCode = 512
    /// A UUID has 36.
    private static let longestState = 128

    package let state: String
    package let answer: Answer

    package enum Answer: Sendable {
        case code(Secret<String>)
        /// The service redirected with this OAuth `error` (RFC 6749 section 4.1.2.1).
        case denied(String)
    }

    /// Reads the three shapes that a reply has: the text of the confirmation
    /// page (base64 of `state=…&code=…` in any of its alphabets, line breaks
    /// and spaces inside), a redirect URL, or its query; with the marks around it that copying puts there.
    ///
    /// - Throws: ``LoginError``, whose text says what is wrong and never repeats the reply.
    package init(parsing pasted: Secret<[UInt8]>) throws(LoginError) {
        let bytes = pasted.reveal()
        guard bytes.count <= Self.limit else { throw .replyTooLong }
        guard let trimmed = PastedText.cleaned(Self.withoutPasteBrackets(bytes)),
            !trimmed.unicodeScalars.contains(where: Self.isControl)
        else { throw Self.bad("it holds control characters") }
        guard !trimmed.isEmpty else { throw Self.bad("it is empty") }

        let query: String
        // Base64 has no such sign, and every query that is worth reading has one.
        if trimmed.utf8.contains(UInt8(ascii: "&")) {
            query = Self.query(of: trimmed)
        } else {
            let text = trimmed.utf8.first == UInt8(ascii: "?") ? String(trimmed.dropFirst()) : trimmed
            guard let decoded = text.base64Decoded,
                let inner = String(validating: decoded, as: UTF8.self),
                inner.utf8.allSatisfy(\.isVisible)
            else { throw Self.bad("it is not the text of the confirmation page") }
            query = inner
        }
        try self.init(query: query)
    }

    /// Reads a redirect as a browser follows it, where every sign counts.
    ///
    /// - Throws: as ``init(parsing:)``.
    package init(redirect url: String) throws(LoginError) {
        try self.init(query: Self.query(of: url))
    }

    /// What ``init(parsing:)`` makes of it, or why it makes nothing.
    package static func parse(_ pasted: Secret<[UInt8]>) -> Result<CodeReply, LoginError> {
        Result { () throws(LoginError) in try CodeReply(parsing: pasted) }
    }

    /// A code and a state that came apart, as a relay or a callback has them.
    ///
    /// - Throws: ``LoginError/Code/badReply`` where one of them has not the shape of one.
    package init(code: Secret<String>, state: String) throws(LoginError) {
        try Self.check(state: state)
        try Self.check(code: code.reveal())
        self.state = state
        answer = .code(code)
    }

    /// - Parameter query: `state=…&code=…`, either order, percent-encoded or not.
    private init(query: String) throws(LoginError) {
        // Before anything is compared: Swift would put the combining marks of a name in order, which takes the square of
        // their number.
        guard query.utf8.allSatisfy(\.isVisible) else { throw Self.bad("it holds characters that no reply has") }
        var members: [String: String] = [:]
        for pair in query.utf8.split(separator: UInt8(ascii: "&")) {
            let name = String(decoding: pair.prefix { $0 != UInt8(ascii: "=") }, as: UTF8.self)
            guard name.isIdentifier, ["code", "state", "error", "error_description"].contains(name) else { continue }
            guard members[name] == nil else { throw Self.bad("it has more than one \(name)") }
            members[name] = String(decoding: pair.dropFirst(name.utf8.count + 1), as: UTF8.self).percentDecoded
        }
        guard let state = members["state"], !state.isEmpty else { throw Self.bad("it has no state") }
        try Self.check(state: state)
        self.state = state
        if let error = members["error"] {
            // Codes of OAuth are words; anything else is not worth showing.
            let isWord =
                (1...40).contains(error.utf8.count) && error.utf8.allSatisfy { $0.isLowercaseLetter || $0 == 0x5F }
            answer = .denied(isWord ? error : "unknown_error")
            return
        }
        guard let code = members["code"], !code.isEmpty else { throw Self.bad("it has no code") }
        try Self.check(code: code)
        answer = .code(Secret(code))
    }

    /// What is after the question mark, where there is one, and before the fragment.
    private static func query(of url: String) -> String {
        let start = url.utf8.firstIndex(of: UInt8(ascii: "?")).map(url.utf8.index(after:)) ?? url.startIndex
        return String(decoding: url.utf8[start...].prefix { $0 != UInt8(ascii: "#") }, as: UTF8.self)
    }

    private static func check(state: String) throws(LoginError) {
        guard (1...longestState).contains(state.utf8.count), state.utf8.allSatisfy(\.isVisible) else {
            throw bad("its state is not of a state's shape")
        }
    }

    private static func check(code: String) throws(LoginError) {
        guard (1...longestCode).contains(code.utf8.count), code.utf8.allSatisfy(\.isVisible) else {
            throw bad("its code is not of a code's shape")
        }
    }

    /// A terminal puts `ESC [ 200 ~` and `ESC [ 201 ~` around a paste, and not every way here takes them off.
    private static func withoutPasteBrackets(_ bytes: [UInt8]) -> [UInt8] {
        guard bytes.contains(0x1B) else { return bytes }
        var rest = bytes[...]
        for bracket in ["\u{1B}[200~", "\u{1B}[201~"] {
            while let range = rest.firstRange(of: Array(bracket.utf8)) { rest.removeSubrange(range) }
        }
        return Array(rest)
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
    package static var replyTooLong: LoginError {
        LoginError(
            .replyTooLong, "that is not a sign-in reply: it is longer than 64 KiB",
            hint: "copy the whole text of the confirmation page, and paste it")
    }
}
