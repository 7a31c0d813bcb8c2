package import Text

/// An authorization code with its state, or an OAuth error, parsed from pasted text or from a redirect. It has not
/// been checked against any login yet.
package struct CodeReply: Sendable {
    /// The maximum size in bytes. A pasted reply has about 700.
    package static let limit = 64 << 10
    private static let longestCode = 512
    /// The maximum length of a state. The states that farsign sends are UUIDs of 36 characters.
    private static let longestState = 128

    package let state: String
    package let answer: Answer

    package enum Answer: Sendable {
        case code(Secret<String>)
        /// The service redirected with this OAuth `error` (RFC 6749, section 4.1.2.1).
        case denied(String)
    }

    /// Parses the three forms of a reply: the text of the confirmation page (base64 of `state=…&code=…` in any
    /// alphabet, possibly with line breaks and spaces), a redirect URL, or the query of one. Quotation marks and
    /// brackets around the text are ignored.
    ///
    /// - Throws: ``LoginError`` with a text that never repeats the reply.
    package init(parsing pasted: Secret<[UInt8]>) throws(LoginError) {
        let bytes = pasted.reveal()
        guard bytes.count <= Self.limit else { throw .replyTooLong }
        guard let trimmed = PastedText.cleaned(Self.withoutPasteBrackets(bytes)),
            !trimmed.unicodeScalars.contains(where: Self.isControl)
        else { throw Self.bad("it contains control characters") }
        guard !trimmed.isEmpty else { throw Self.bad("it is empty") }

        let query: String
        // Base64 has no `&`, and every query with both a state and a code has one.
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

    /// Parses a redirect URL exactly as the browser requested it.
    ///
    /// - Throws: as ``init(parsing:)``.
    package init(redirect url: String) throws(LoginError) {
        try self.init(query: Self.query(of: url))
    }

    /// The result of ``init(parsing:)``, or the error that it threw.
    package static func parse(_ pasted: Secret<[UInt8]>) -> Result<CodeReply, LoginError> {
        Result { () throws(LoginError) in try CodeReply(parsing: pasted) }
    }

    /// Takes a code and a state that a relay or a callback delivered separately.
    ///
    /// - Throws: ``LoginError/Code/badReply`` if one of them is malformed.
    package init(code: Secret<String>, state: String) throws(LoginError) {
        try Self.check(state: state)
        try Self.check(code: code.reveal())
        self.state = state
        answer = .code(code)
    }

    /// - Parameter query: `state=…&code=…` in either order, percent-encoded or not.
    private init(query: String) throws(LoginError) {
        // Check this before any string comparison: Swift normalises the combining marks of a text, which takes
        // quadratic time.
        guard query.utf8.allSatisfy(\.isVisible) else { throw Self.bad("it contains invalid characters") }
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
            // An OAuth error code is a word; show nothing else to the person.
            let isWord =
                (1...40).contains(error.utf8.count) && error.utf8.allSatisfy { $0.isLowercaseLetter || $0 == 0x5F }
            answer = .denied(isWord ? error : "unknown_error")
            return
        }
        guard let code = members["code"], !code.isEmpty else { throw Self.bad("it has no code") }
        try Self.check(code: code)
        answer = .code(Secret(code))
    }

    /// The query of the URL without the fragment; the whole text if it has no question mark.
    private static func query(of url: String) -> String {
        let start = url.utf8.firstIndex(of: UInt8(ascii: "?")).map(url.utf8.index(after:)) ?? url.startIndex
        return String(decoding: url.utf8[start...].prefix { $0 != UInt8(ascii: "#") }, as: UTF8.self)
    }

    private static func check(state: String) throws(LoginError) {
        guard (1...longestState).contains(state.utf8.count), state.utf8.allSatisfy(\.isVisible) else {
            throw bad("its state is malformed")
        }
    }

    private static func check(code: String) throws(LoginError) {
        guard (1...longestCode).contains(code.utf8.count), code.utf8.allSatisfy(\.isVisible) else {
            throw bad("its code is malformed")
        }
    }

    /// Removes the `ESC [ 200 ~` and `ESC [ 201 ~` that a terminal puts around pasted text, because not every source
    /// does.
    private static func withoutPasteBrackets(_ bytes: [UInt8]) -> [UInt8] {
        guard bytes.contains(0x1B) else { return bytes }
        let brackets = ["\u{1B}[200~".utf8, "\u{1B}[201~".utf8]
        var kept: [UInt8] = []
        var rest = bytes[...]
        while let byte = rest.first {
            if let bracket = brackets.first(where: { rest.starts(with: $0) }) {
                rest = rest.dropFirst(bracket.count)
            } else {
                kept.append(byte)
                rest = rest.dropFirst()
            }
        }
        return kept
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        (scalar.value < 0x20 && !(0x09...0x0D).contains(scalar.value)) || (0x7F...0x9F).contains(scalar.value)
    }

    private static func bad(_ reason: String) -> LoginError {
        LoginError(
            .badReply, "that is not a sign-in reply: \(reason)",
            hint: "copy the whole text of the confirmation page and paste it")
    }
}

extension LoginError {
    package static var replyTooLong: LoginError {
        LoginError(
            .replyTooLong, "that is not a sign-in reply: it is longer than 64 KiB",
            hint: "copy the whole text of the confirmation page and paste it")
    }
}
