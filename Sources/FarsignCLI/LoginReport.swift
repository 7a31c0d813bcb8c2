import Broker
import FarsignCore

/// What `login` and `submit` say of a login, to a person or to a program.
struct LoginReport {
    let json: Bool
    let console: Console

    /// - Parameter ways: nil for a login that this process does not wait for.
    func offered(_ offer: LoginOffer, _ ways: LoginWays?) throws {
        guard !json else {
            return try emit([
                "event": .string("authorize"), "login": .string(offer.id.text), "url": .string(offer.url),
                "profile": .string(offer.profile), "region": .string(offer.region.name),
                "expires_at": .string(RFC3339.seconds(offer.deadline)), "socket": JSONValue(ways?.socket),
                "start_url": JSONValue(ways?.callback?.startURL), "callback_socket": JSONValue(ways?.callback?.path),
            ])
        }
        let until = RFC3339.seconds(offer.deadline)
        guard let ways else {
            try console.answer(offer.url)
            console.notice(
                "\nOpen this URL in a browser and sign in. Then give the text that it shows to 'farsign submit' on this "
                    + "machine, before \(until).")
            return
        }
        if let instructions = ways.callback?.instructions { console.notice(instructions + "\n") }
        // A pipe may have ended already: whoever has one knows what to put into it.
        let next =
            console.readLine == nil
            ? "give the text that it shows to 'farsign submit' on this machine, before \(until). This command waits for that."
            : "paste the text that it shows here, or give it to 'farsign submit' on this machine, before \(until)."
        console.notice(
            "Open this URL in a browser and sign in:\n\n\(console.link(offer.url))\n\nThen \(next)")
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
            let example = ShellCommand("aws", "sts", "get-caller-identity", "--profile", signedIn.profile)
            console.notice("Use it with --profile, as \(example.after("in"))" + (example.isPlain ? "." : ""))
        }
    }

    private func emit(_ members: [JSONName: JSONValue]) throws {
        try console.answer(JSONValue.object(members).shown)
    }
}
