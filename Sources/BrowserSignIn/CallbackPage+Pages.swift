import SignIn
import Text

/// The pages themselves. Only two of them hold a link: nothing leads on from a request that may be somebody else's.
extension CallbackPage {
    static let goOn = CallbackPage("Going on to AWS", [])

    static func signedIn(_ result: SignInResult, on host: String, canReload: Bool) -> CallbackPage {
        CallbackPage(
            "Signed in",
            [
                .facts([
                    ("Identity", result.session.text), ("Profile", result.profile), ("Host", host),
                ]),
                .text("You can close this page, and go on at the terminal."),
            ] + (canReload ? [] : [.text("It cannot be loaded again: the program that showed it has ended.")])
        )
    }

    static func denied(_ error: String, startURL: String?) -> CallbackPage {
        CallbackPage(
            "Not signed in",
            [.text("The sign-in page sent you back without signing you in (\(error)). The login is still waiting.")]
                + again(startURL))
    }

    static func failed(_ error: any Error, startURL: String?) -> CallbackPage {
        let explained = error as? any ExplainedError
        return CallbackPage(
            "Sign-in failed",
            [.reason(explained?.summary ?? "it could not be completed")]
                + (explained?.hint.map { [.text("Hint: \($0)")] } ?? []) + again(startURL))
    }

    static let busy = CallbackPage(
        "Sign-in under way",
        [.text("Another answer to this login is just being checked. Look at the terminal for how it ends.")])

    static let startPageReused = CallbackPage(
        "This link was opened before",
        [
            .reason("It works once, and another program or person on this computer may have opened it first."),
            .text("A sign-in that was begun with it is stopped. Look at the terminal, and start again there."),
        ])

    static let cookieMissing = CallbackPage(
        "This sign-in was not started in this browser",
        [
            .reason("The answer came from a browser that has not opened the start page, so it is not used."),
            .text(
                "A browser that opens the sign-in page in a container of its own, as Firefox can, loses the cookie that "
                    + "the start page set. Let it open that page without a container, or open the URL that the server "
                    + "printed, and paste there what its last page shows."),
            .text("That sign-in is stopped. Look at the terminal, and start again there."),
        ])

    static let noSuchSignIn = CallbackPage(
        "No sign-in is waiting for this",
        [.text("The answer was used already, was stopped, or belongs to another login. Look at the terminal.")])

    static func over(_ outcome: String) -> CallbackPage {
        CallbackPage("This login is over", [.text(outcome), .text("You can close this page.")])
    }

    static let badRequest = CallbackPage("Bad request", [.text("That is nothing that a browser asks here.")])
    static let notFound = CallbackPage("Nothing here", [.text("There is no such page.")])
    static let notYet = CallbackPage("Not yet", [.text("This page is made when it is opened.")])

    private static func again(_ startURL: String?) -> [Part] {
        guard let startURL else { return [.text("Look at the terminal for how to start again.")] }
        return [.link("Try again", to: startURL)]
    }
}
