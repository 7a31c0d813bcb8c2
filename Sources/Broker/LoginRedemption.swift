import FarsignCore

extension Logins {
    /// The code leaves the disk before it leaves the machine: whoever comes after us cannot send it again.
    func redeem(
        _ code: consuming AuthorizationCode, _ id: LoginID, digest: String?, _ origin: ReplyOrigin,
        _ confirm: ((String) throws -> Bool)?
    ) throws -> SignedIn {
        guard let file = try stores.pending.read(id), let login = PendingLogin(serialized: file) else {
            throw try overError(id)
        }
        try stores.pending.remove(id)
        do {
            return try exchange(
                code, of: id, digest: digest, profile: login.profile, wishes: login.wishes, confirm: confirm)
        } catch let error as TransportError where !error.mayHaveBeenSent {
            try stores.pending.write(id, file)
            throw TransportError(
                error.code, error.summary,
                hint: "the code was not sent: \(origin.again) before \(RFC3339.seconds(login.deadline))",
                mayHaveBeenSent: false)
        } catch let error as any ExplainedError {
            // What went wrong comes first; a row that cannot be written is counted.
            try? stores.ledger.write(
                LedgerEntry(
                    time: surroundings.now(), changes: [.loginEnded(id, .failed(error), reply: digest)],
                    events: [
                        event(
                            .exchangeFailed, .failed, id, profile: login.profile.name, ["error": .string(error.name)])
                    ]))
            // What the service does with the code now is unknown; trying again in a moment will not do.
            if let error = error as? ServiceError, error.code == .serviceUnavailable {
                throw error.hinting(Self.startAgain)
            }
            if let error = error as? TransportError {
                throw TransportError(error.code, error.summary, hint: Self.startAgain, mayHaveBeenSent: true)
            }
            throw error
        }
    }

    private static let startAgain = "the code may be used up: start again with 'farsign login'"
}

extension ReplyOrigin {
    /// What the person does whose code is still good, or whose login is.
    fileprivate var again: String {
        switch intake {
        case .terminal, .pipe, .submit: "run 'farsign submit' and paste it again"
        case .relay, .callback: "sign in again in the browser"
        }
    }
}
