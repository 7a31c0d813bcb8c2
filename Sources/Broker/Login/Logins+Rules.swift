import FarsignCore
import FoundationEssentials
import History
import Session
import SignIn
import Text

/// The administrator's rules, where a login begins and where a reply comes in.
extension Logins {
    /// - Throws: ``LoginError/Code/forbiddenByRule`` for what the session would break, or the way to it.
    func check(_ request: LoginRequest, _ rules: Rules) throws {
        try rules.check(request.region.region)
        if let account = request.options.expectedAccount { try rules.check(account: account) }
        if let browser = request.browser {
            try rules.check(.callback)
            if let address = browser.address { try rules.check(callbackPort: address.port) }
        }
        try checkShipped(rules)
    }

    private func checkShipped(_ rules: Rules) throws {
        guard let limit = rules.unshippedLimit else { return }
        for rule in rules.requireShipping {
            for name in ["FARSIGN_STATE_DIR", "XDG_STATE_HOME"] where surroundings.variable(name)?.isEmpty == false {
                throw LoginError.anotherHistory(name, rule)
            }
            var filter = AuditFilter(limit: 1)
            filter.after = try stores.history.shipment(to: rule.value).tree.size
            guard let first = try stores.ledger.events(filter).first else { continue }
            // A row whose time cannot be read was altered.
            let age = RFC3339.parse(first.time).map { surroundings.now().timeIntervalSince($0) } ?? .infinity
            if age > limit.seconds { throw LoginError.unshipped(since: first.time, rule) }
        }
    }

    /// The error of a rule that forbids how this reply came. It does not count as a wrong reply, and the login still
    /// waits. Both the channel and the URL that led to the reply are looked at, because a person can paste what a
    /// relay's browser was redirected with, and a relay can pass on what a person pasted.
    func broken(
        _ rules: Rules, by reply: Result<CodeReply, LoginError>, _ origin: ReplyOrigin, to login: borrowing PendingLogin
    ) -> LoginError? {
        var methods = [origin.isText ? .paste : SignInMethod(origin.channel)]
        if let state = try? reply.get().state, let method = login.method(of: state) { methods.append(method) }
        do throws(LoginError) {
            for method in methods { try rules.check(method) }
            return nil
        } catch {
            return error
        }
    }
}
