extension SignInService {
    /// Returns the first fault that is planned for this operation and uses up one of its times.
    mutating func takeFault(for operation: SignInSandbox.Operation?) -> SignInSandbox.PlannedFault? {
        guard let operation, let place = faults.firstIndex(where: { $0.operation.covers(operation) }) else {
            return nil
        }
        let planned = faults[place]
        faults[place].times -= 1
        if faults[place].times <= 0 { faults.remove(at: place) }
        return planned
    }

    /// Replaces the correct reply according to the fault.
    mutating func befall(
        _ planned: SignInSandbox.PlannedFault, _ request: Request, _ facts: RequestFacts
    ) -> Reply {
        var reply: Reply
        if planned.fault.actsFirst {
            reply = spoiled(act(request, facts), by: planned.fault)
        } else {
            // A retry must have a new proof, even after a request that was not answered.
            if request.path == "/v1/token" { _ = try? checkedProof(request) }
            reply = substitute(for: planned.fault, facts.operation)
        }
        reply.delay = planned.delay
        return reply
    }

    private func spoiled(_ reply: Reply, by fault: SignInSandbox.Fault) -> Reply {
        var reply = reply
        switch fault {
        case .missing(let member):
            reply.body = edited(reply.body) { $0.setting(member.split(separator: ".").map(String.init), to: nil) }
        case .replaced(let member, let json):
            let value = (try? JSON(parsing: json.utf8)) ?? .null
            reply.body = edited(reply.body) { $0.setting(member.split(separator: ".").map(String.init), to: value) }
        case .wrongTypes:
            reply.body = edited(reply.body) { body in
                .object((body.members ?? []).map { JSON.Member(name: $0.name, value: $0.value.ofAnotherType) })
            }
        case .resetAfterwards: reply.delivery = .reset
        case .truncated: reply.delivery = .truncated
        case .dripping(let time): reply.delivery = .dripping(over: time)
        default: break
        }
        return reply
    }

    private func edited(_ body: [UInt8], _ edit: (JSON) -> JSON) -> [UInt8] {
        guard let json = try? JSON(parsing: body) else { return body }
        return Array(edit(json).text.utf8)
    }

    private func substitute(for fault: SignInSandbox.Fault, _ operation: SignInSandbox.Operation?) -> Reply {
        switch fault {
        case .error(let error): return Reply(error.refusal(of: operation), of: operation)
        case .escapeSequences: return Reply(.invalid(SignInSandbox.hostileMessage), of: operation)
        case .unavailable: return Reply(503, "text/html", Pages.unavailable)
        case .html: return Reply(200, "text/html", Pages.unavailable)
        case .notJSON: return Reply(200, "application/json", "accessToken=none; this is not JSON\n")
        case .huge(let bytes):
            var reply = Reply(200, "application/json", "\"\"")
            reply.delivery = .filled(bytes: bytes)
            return reply
        case .redirect(let target): return .redirect(302, to: target)
        case .hang:
            var reply = Reply(200, "text/plain", "")
            reply.delivery = .never
            return reply
        default:
            var reply = Reply(200, "text/plain", "")
            reply.delivery = .reset
            return reply
        }
    }
}

extension JSON {
    fileprivate var ofAnotherType: JSON {
        switch self {
        case .string(let text): .array([.string(text)])
        case .number(let text): .string(text)
        default: .string("text")
        }
    }
}

extension SignInSandbox {
    /// The message of ``Fault/escapeSequences``: it clears the screen, sets the window's title, hides text, rings the
    /// bell and changes the writing direction.
    static let hostileMessage =
        "\u{1b}[2J\u{1b}[1;31mYour session\u{1b}]0;owned\u{7}\u{1b}[8m is fine\u{9b}0m\u{8}\u{8}\r\nrun \u{202e}this"
}
