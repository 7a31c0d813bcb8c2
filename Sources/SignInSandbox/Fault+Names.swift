extension SignInSandbox.Fault {
    /// Parses a name, and after a colon the argument of the fault: `huge:1000000`, `drip:2.5`,
    /// `missing:refreshToken`, `replace:expiresIn=0`, `redirect:https://example.com/`.
    package init?(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let argument = parts.count == 2 ? parts[1] : nil
        if let plain = Self.plain[parts[0]], argument == nil {
            self = plain
            return
        }
        switch (parts[0], argument) {
        case ("missing", let member):
            self = .missing(member: member ?? "refreshToken")
        case ("replace", let assignment?):
            let sides = assignment.split(separator: "=", maxSplits: 1).map(String.init)
            guard sides.count == 2, (try? JSON(parsing: sides[1].utf8)) != nil else { return nil }
            self = .replaced(member: sides[0], json: sides[1])
        case ("huge", let size):
            guard let bytes = Int(size ?? "100000000"), bytes >= 2 else { return nil }
            self = .huge(bytes: bytes)
        case ("drip", let time):
            guard let seconds = Double(time ?? "10"), seconds >= 0, seconds < 86_400 else { return nil }
            self = .dripping(over: .seconds(seconds))
        case ("redirect", let target):
            let target = target ?? "https://example.com/"
            // NIO would not send a header with a line break.
            guard target.utf8.allSatisfy({ 0x21...0x7e ~= $0 }) else { return nil }
            self = .redirect(to: target)
        default:
            return nil
        }
    }

    /// The name that ``init(_:)`` parses, without the argument.
    package var name: String {
        switch self {
        case .missing: "missing"
        case .replaced: "replace"
        case .huge: "huge"
        case .dripping: "drip"
        case .redirect: "redirect"
        default: Self.plain.first { $0.value == self }?.key ?? "none"
        }
    }

    /// All names, for a usage text.
    package static var names: [String] {
        (plain.keys + ["missing:MEMBER", "replace:MEMBER=JSON", "huge:BYTES", "drip:SECONDS", "redirect:URL"]).sorted()
    }

    /// The faults without an argument.
    private static let plain: [String: Self] = {
        var faults: [String: Self] = [
            "none": .none, "escape-sequences": .escapeSequences, "unavailable": .unavailable, "html": .html,
            "not-json": .notJSON, "wrong-types": .wrongTypes, "reset": .reset, "reset-after": .resetAfterwards,
            "truncated": .truncated, "hang": .hang,
        ]
        for error in SignInSandbox.ServiceError.allCases { faults[error.rawValue] = .error(error) }
        return faults
    }()
}

extension SignInSandbox.PlannedFault {
    /// Parses `OPERATION=FAULT[*TIMES][@SECONDS]`. For example, `token-refresh=server-error*2@1.5` answers the next
    /// two refreshes with a server error after 1.5 seconds.
    package init?(_ text: String) {
        let sides = text.split(separator: "=", maxSplits: 1).map(String.init)
        guard sides.count == 2, let operation = SignInSandbox.Operation(rawValue: sides[0]) else { return nil }
        var rest = sides[1]
        guard let delay = Self.takeNumber(after: "@", from: &rest, else: 0),
            let times = Self.takeNumber(after: "*", from: &rest, else: 1),
            delay >= 0, delay < 86_400, times >= 1, times < 1e9, times == times.rounded(),
            let fault = SignInSandbox.Fault(rest)
        else { return nil }
        self.init(fault, on: operation, times: Int(times), delay: .seconds(delay))
    }

    /// Removes `mark` and the number after it from the end. Returns `nil` for a mark without a number.
    private static func takeNumber(after mark: Character, from text: inout String, else none: Double) -> Double? {
        guard let place = text.lastIndex(of: mark) else { return none }
        let number = Double(text[text.index(after: place)...])
        text = String(text[..<place])
        return number
    }
}
