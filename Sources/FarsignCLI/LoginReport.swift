import Broker
import SignIn
import Text

/// The output of `login` and `submit` about a login, for a person or as JSON.
struct LoginReport {
    let json: Bool
    let console: Console

    /// - Parameter channels: nil if this process does not wait for the login.
    func offered(_ offer: LoginOffer, _ channels: ReplyChannels?) throws {
        guard !json else {
            return try emit([
                "event": .string("authorize"), "login": .string(offer.id.text), "url": JSONValue(offer.url),
                "profile": .string(offer.profile), "region": .string(offer.region.name),
                "expires_at": .string(RFC3339.seconds(offer.deadline)), "socket": JSONValue(channels?.socket),
                "start_url": JSONValue(channels?.callback?.startURL),
                "callback_socket": JSONValue(channels?.callback?.path),
            ])
        }
        let until = RFC3339.seconds(offer.deadline)
        if let instructions = channels?.callback?.instructions { console.notice(instructions + "\n") }
        guard let url = offer.url else {
            let command = channels == nil ? "The login waits" : "This command waits"
            console.notice(
                "A pasted reply is forbidden here. Run 'farsign-relay HOST' on the workstation, before \(until). "
                    + "\(command) for it.")
            return
        }
        guard channels != nil else {
            try console.answer(url)
            console.notice(
                "\nOpen this URL in a browser and sign in. Then give the text that it shows to 'farsign submit' on this "
                    + "machine, before \(until).")
            return
        }
        // Do not mention stdin here: it may be a pipe that has already ended.
        let next =
            console.readLine == nil
            ? "give the text that it shows to 'farsign submit' on this machine, before \(until). This command waits for it."
            : "paste the text that it shows here, or give it to 'farsign submit' on this machine, before \(until)."
        console.notice(
            "Open this URL in a browser and sign in:\n\n\(console.link(url))\n\nThen \(next)")
    }

    func signedIn(_ result: SignInResult, _ login: LoginID) throws {
        guard !json else {
            return try emit([
                "event": .string("signed-in"), "login": .string(login.text),
                "profile": .string(result.profile), "session": .string(result.session.text),
                "account": .string(result.session.account), "region": .string(result.region.name),
                "credentials_expire_at": .string(RFC3339.seconds(result.credentialsExpireAt)),
            ])
        }
        console.notice("Updated profile \(result.profile.shown) to use \(result.session) credentials.")
        if result.profile != "default" {
            let example = ShellCommand("aws", "sts", "get-caller-identity", "--profile", result.profile)
            console.notice("Use it with --profile, as \(example.after("in"))" + (example.isPlain ? "." : ""))
        }
    }

    private func emit(_ members: [JSONName: JSONValue]) throws {
        try console.answer(JSONValue.object(members).shown)
    }
}
