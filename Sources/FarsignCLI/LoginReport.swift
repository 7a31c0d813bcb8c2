import Broker
import FarsignCore

/// What `login` and `submit` say of a login, to a person or to a program.
struct LoginReport {
    let json: Bool
    let console: Console

    func offered(_ offer: LoginOffer, isWaiting: Bool) throws {
        guard !json else {
            return try emit([
                "event": .string("authorize"), "login": .string(offer.id.text), "url": .string(offer.url),
                "profile": .string(offer.profile), "region": .string(offer.region.name),
                "expires_at": .string(RFC3339.seconds(offer.deadline)), "socket": .null,
            ])
        }
        let until = RFC3339.seconds(offer.deadline)
        guard isWaiting else {
            try console.answer(offer.url)
            console.notice(
                "\nOpen this URL in a browser and sign in. Then give the text that it shows to 'farsign submit' on this "
                    + "machine, before \(until).")
            return
        }
        console.notice(
            "Open this URL in a browser and sign in:\n\n\(offer.url)\n\nThen paste the text that it shows here, or give "
                + "it to 'farsign submit' on this machine, before \(until).")
    }

    func signedIn(_ signedIn: SignedIn) throws {
        guard !json else {
            return try emit([
                "event": .string("signed-in"), "login": .string(signedIn.id.text),
                "profile": .string(signedIn.profile), "session": .string(signedIn.session.text),
                "account": .string(signedIn.session.account), "region": .string(signedIn.region.name),
                "credentials_expire_at": .string(RFC3339.seconds(signedIn.credentialsExpireAt)),
            ])
        }
        console.notice("Updated profile \(signedIn.profile.shown) to use \(signedIn.session) credentials.")
        if signedIn.profile != "default" {
            let name = signedIn.profile.contains(" ") ? "\"\(signedIn.profile.shown)\"" : signedIn.profile.shown
            console.notice("Use it with --profile, as in 'aws sts get-caller-identity --profile \(name)'.")
        }
    }

    private func emit(_ members: [String: JSONValue]) throws {
        try console.answer(JSONValue.object(members).canonical)
    }
}
