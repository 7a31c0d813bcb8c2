import FarsignCore
import Session
import SignIn

extension Stores {
    /// The profiles that use a session: by farsign's own binding, by a `login_session` in the AWS config, or by a
    /// sign-in that is being stored. A caller that acts on the result holds the session's lock.
    func profiles(of session: SessionARN) throws -> [String] {
        let config = try config.config()
        let native = config.profiles.filter { config.value("login_session", in: $0) == session.text }
        let bound = try records.bindings() + signIns.entries().map(\.binding)
        return bound.filter { $0.session == session }.map(\.profile).reduce(into: native) { profiles, name in
            if !profiles.contains(name) { profiles.append(name) }
        }
    }
}
