import SignIn
import Text

/// The pages. Only two of them contain a link, because a request may come from another party.
extension CallbackPage {
    static let goOn = CallbackPage("Continuing to AWS", [])

    static func signedIn(_ result: SignInResult, on host: String, canReload: Bool) -> CallbackPage {
        CallbackPage(
            "Signed in",
            [
                .facts([
                    ("Identity", result.session.text), ("Profile", result.profile), ("Host", host),
                ]),
                .text("You can close this page and continue at the terminal."),
            ] + (canReload ? [] : [.text("This page cannot be reloaded: the program that served it has ended.")])
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
            [.reason(explained?.summary ?? "the sign-in could not be completed")]
                + (explained?.hint.map { [.text("Hint: \($0)")] } ?? []) + again(startURL))
    }

    static let busy = CallbackPage(
        "Sign-in in progress",
        [.text("Another reply to this login is being checked. The terminal will show the result.")])

    static let startPageReused = CallbackPage(
        "This link was already opened",
        [
            .reason("The link works only once. Another program or person on this computer may have opened it first."),
            .text("A sign-in that was started with it was stopped. Check the terminal and start again there."),
        ])

    static let cookieMissing = CallbackPage(
        "This sign-in was not started in this browser",
        [
            .reason("The reply came from a browser that has not opened the start page, so it was ignored."),
            .text(
                "A browser that opens the sign-in page in a separate container, as Firefox can, does not send the "
                    + "cookie that the start page set. Open that page without a container, or open the URL that the "
                    + "server printed and paste the text of its last page there."),
            .text("This sign-in was stopped. Check the terminal and start again there."),
        ])

    static let noSuchSignIn = CallbackPage(
        "No sign-in is waiting for this",
        [.text("The reply was already used, was stopped, or belongs to another login. Check the terminal.")])

    static func over(_ outcome: String) -> CallbackPage {
        CallbackPage("This login is over", [.text(outcome), .text("You can close this page.")])
    }

    static let badRequest = CallbackPage("Bad request", [.text("The request is not valid.")])
    static let notFound = CallbackPage("Page not found", [.text("There is no such page.")])
    static let notYet = CallbackPage("Not yet", [.text("This page is created when you open it.")])

    private static func again(_ startURL: String?) -> [Part] {
        guard let startURL else { return [.text("Check the terminal to start again.")] }
        return [.link("Try again", to: startURL)]
    }
}
